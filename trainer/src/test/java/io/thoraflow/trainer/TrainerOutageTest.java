package io.thoraflow.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.ProcessLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kafka is away from the start, and then PostgreSQL for a while. */
class TrainerOutageTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Longer than a look at a database that is away takes, so that there is a second one. */
  private static final Duration TWO_LOOKS = Duration.ofSeconds(6);

  @RegisterExtension final ProcessLog log = new ProcessLog();

  @TempDir private Path folder;

  @AfterEach
  void bringTheDatabaseBack() {
    database.start();
  }

  @Test
  void theLogSaysOnceWhatIsAway() throws Exception {
    try (Trainer trainer = Trainer.start(config(), Clock.systemUTC())) {
      await().atMost(LIMIT).until(() -> readiness(trainer).contains("UP"));

      database.stop();

      await().atMost(LIMIT).until(() -> readiness(trainer).contains("cannot be counted"));
      await()
          .during(TWO_LOOKS)
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(unusual())
                      .singleElement()
                      .asString()
                      .contains("new labels cannot be counted"));

      database.start();

      await().atMost(LIMIT).until(() -> readiness(trainer).contains("UP"));
      assertThat(unusual()).hasSize(1);
    }
  }

  /** But that it has no key to sign with. */
  private List<String> unusual() {
    return log.unusual().stream().filter(line -> !line.contains("MODEL_SIGNING_KEY")).toList();
  }

  /** Ticks each second. */
  private TrainerConfig config() {
    DatabaseConfig trainer = database.config(Role.TRAINER);
    return TrainerConfig.from(
        Settings.of(
            Map.ofEntries(
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"),
                Map.entry("DATABASE_URL", trainer.url()),
                Map.entry("DATABASE_PASSWORD", trainer.password()),
                Map.entry("MODEL_REPOSITORY", folder.resolve("models").toString()),
                Map.entry("TRAINER_ARCHIVE", folder.resolve("archive").toString()),
                Map.entry("TRAINER_REPORTS", folder.resolve("reports").toString()),
                Map.entry("TRAINER_FEATURES", folder.resolve("features").toString()),
                Map.entry("TRAINER_SCHEDULE", "0/1 * * ? * *"),
                Map.entry("MONITORING_PORT", "0"),
                Map.entry("TENSORFLOW_LIBRARY_PATH", System.getenv("TENSORFLOW_LIBRARY_PATH")))));
  }

  private static String readiness(Trainer trainer) throws IOException, InterruptedException {
    URI address =
        URI.create("http://127.0.0.1:%d/health/ready".formatted(trainer.monitoringPort()));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
