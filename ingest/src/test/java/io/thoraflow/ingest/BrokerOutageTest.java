package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.embedded.testing.ProcessLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * While the broker is away files stay, and the log says so once, where each client would tell of
 * each attempt several times a second; when it is back intake goes on by itself.
 */
class BrokerOutageTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration RECOVERY = Duration.ofSeconds(60);

  /** That the broker does not answer, that files were not published, and how many more. */
  private static final int FEW_LINES = 3;

  @RegisterExtension final ProcessLog log = new ProcessLog();

  @TempDir Path root;
  private Workspace workspace;

  @BeforeEach
  void useWorkspace() {
    workspace = new Workspace(root);
  }

  @AfterEach
  void bringTheBrokerBack() {
    kafka.start();
  }

  @Test
  void filesThatArriveDuringAnOutageArePublishedAfterIt() throws Exception {
    kafka.stop();
    List<String> dropped = drop(0, 40);
    try (Ingest ingest = start()) {
      await().atMost(RECOVERY).until(() -> readiness(ingest).contains("does not answer"));
      assertThat(workspace.waiting()).hasSize(40);
      assertThat(log.unusual())
          .singleElement()
          .asString()
          .contains("does not answer; files stay in the inbox");

      kafka.start();

      awaitAll(dropped);
      await().atMost(RECOVERY).until(() -> readiness(ingest).contains("UP"));
    }
  }

  @Test
  void aKillOfTheBrokerInTheMiddleLosesNothing() throws Exception {
    List<String> dropped = drop(100, 300);
    try (Ingest ingest = start()) {
      await().until(() -> ingest.metrics().counter(Metrics.RECEIVED).count() > 20);
      kafka.kill();
      dropped.addAll(drop(300, 320));

      kafka.start();

      awaitAll(dropped);
      assertThat(log.unusual()).hasSizeLessThanOrEqualTo(FEW_LINES);
    }
  }

  @Test
  void stoppingDoesNotWaitForABrokerThatIsAway() throws IOException {
    List<String> dropped = drop(400, 600);
    Ingest ingest = start();
    await().until(() -> ingest.metrics().counter(Metrics.RECEIVED).count() > 20);
    kafka.kill();

    CompletableFuture<Void> stop = CompletableFuture.runAsync(ingest::close);

    // It returns though the broker stays away.
    await().atMost(Duration.ofMinutes(1)).until(stop::isDone);
    stop.join();
    kafka.start();
    try (Ingest next = start()) {
      awaitAll(dropped);
      assertThat(next.isReady()).isTrue();
    }
  }

  private Ingest start() throws IOException {
    return Ingest.start(workspace.config(kafka.connection()), Clock.systemUTC());
  }

  private List<String> drop(int from, int to) {
    List<String> dropped = new ArrayList<>();
    for (int seed = from; seed < to; seed++) {
      dropped.add(workspace.drop("ward/" + seed + ".jpg", Xrays.jpeg(10_000 + seed)));
    }
    return dropped;
  }

  private void awaitAll(List<String> dropped) {
    await().atMost(RECOVERY).until(() -> workspace.waiting().isEmpty());
    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      await().atMost(RECOVERY).until(() -> received.ids().containsAll(dropped));
    }
    assertThat(Workspace.entries(workspace.archive()))
        .extracting(file -> file.getFileName().toString().replace(".jpg", ""))
        .containsExactlyInAnyOrderElementsOf(dropped);
  }

  private static String readiness(Ingest ingest) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d/health/ready".formatted(ingest.monitoringPort()));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
