package io.thoraflow.worker.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.ClassifierLoader;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import io.thoraflow.worker.testing.FakeClassifier;
import io.thoraflow.worker.testing.ModelShelf;
import io.thoraflow.worker.testing.TinyModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A web server that begins to send a file, and then falls silent. */
@Timeout(60)
class StallingRepositoryTest {
  private static final TransferLimits SHORT_STALL =
      new TransferLimits(
          Duration.ofSeconds(1), Duration.ofSeconds(30), 1 << 20, Duration.ofSeconds(30));
  private static final TransferLimits SHORT_WHOLE =
      new TransferLimits(
          Duration.ofSeconds(30), Duration.ofMillis(500), 1 << 20, Duration.ofSeconds(30));

  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  @TempDir Path folder;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Condition model = new Condition("model");
  private final ServingModel serving = new ServingModel();
  private volatile Fault fault = Fault.NONE;
  private HttpServer server;
  private ModelShelf shelf;
  private ModelSource source;
  private ModelWatcher watcher;

  private enum Fault {
    NONE,
    SILENCE,
    TRICKLE
  }

  @BeforeEach
  void serve() throws IOException, SQLException {
    database.clear();
    shelf = new ModelShelf(folder.resolve("models"), database.dataSource(Role.TRAINER));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    source = source(SHORT_STALL);
    ModelRegistry registry = new ModelRegistry(database.dataSource(Role.WORKER));
    watcher =
        new ModelWatcher(
            registry,
            new ModelLoader(source, new Weights(), 1),
            source,
            serving,
            new Refusals(registry, "worker-1", Clock.systemUTC()),
            new WorkerMetrics(new SimpleMeterRegistry()),
            model,
            new Condition("database"),
            new OverdueVersion(model, Duration.ofMillis(1)));
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aServerThatFallsSilentHoldsUpNoLaterAttempt() throws Exception {
    ModelRow row = serveNext();

    fault = Fault.SILENCE;
    assertThatThrownBy(() -> source.fetch(row))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the model repository sent nothing of %d/saved_model.pb for PT1S"
                .formatted(row.version()));

    fault = Fault.NONE;
    assertThat(source.fetch(row).folder().resolve("saved_model.pb")).isRegularFile();
  }

  @Test
  void aServerThatNeverComesToAnEndHoldsUpNoLaterAttempt() throws Exception {
    ModelRow row = serveNext();

    fault = Fault.TRICKLE;
    assertThatThrownBy(() -> source(SHORT_WHOLE).fetch(row))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the model repository takes longer than PT0.5S for %d/saved_model.pb"
                .formatted(row.version()));

    fault = Fault.NONE;
    assertThat(source.fetch(row).folder().resolve("saved_model.pb")).isRegularFile();
  }

  @Test
  void readinessReportsAWantedVersionThatDoesNotComeAndTheWayBackIsOpen() throws Exception {
    // Given
    int old = serveNext().version();
    watcher.check();
    assertThat(serving.version()).isEqualTo(old);

    // When: another version is wanted, and does not come.
    int wanted = serveNext().version();
    fault = Fault.SILENCE;
    watcher.check();

    // Then
    assertThat(serving.version()).isEqualTo(old);
    await()
        .untilAsserted(
            () ->
                assertThat(model.problem().orElse(""))
                    .startsWith("version %d is wanted, but could not be fetched".formatted(wanted))
                    .contains("sent nothing of %d/saved_model.pb".formatted(wanted)));

    // When: back to the old one.
    shelf.registry().promote(old, "test", "back");
    watcher.check();

    // Then
    assertThat(model.problem()).isEmpty();
    assertThat(serving.version()).isEqualTo(old);

    // When: the other once more, from a server that is well again.
    shelf.registry().promote(wanted, "test", "once more");
    fault = Fault.NONE;
    watcher.check();

    // Then
    assertThat(serving.version()).isEqualTo(wanted);
    assertThat(model.problem()).isEmpty();
  }

  private ModelSource source(TransferLimits limits) {
    return ModelSource.of(
        "http://127.0.0.1:" + server.getAddress().getPort(),
        folder.resolve("cache"),
        SignaturePolicy.none(),
        limits);
  }

  /** Needs every file, and is no model. */
  private record Weights() implements ClassifierLoader {
    @Override
    public Classifier load(Path folder) {
      return new FakeClassifier();
    }

    @Override
    public double tolerance(double onCpu) {
      return 1;
    }

    @Override
    public String device() {
      return "fake";
    }

    @Override
    public boolean needsWeights() {
      return true;
    }
  }

  private ModelRow serveNext() throws IOException {
    shelf.serveStub(TinyModel.steep());
    return shelf.registry().serving().orElseThrow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(1);
      byte[] content = Files.readAllBytes(shelf.root().resolve(path));
      exchange.sendResponseHeaders(200, content.length);
      OutputStream out = exchange.getResponseBody();
      if (fault == Fault.NONE || !path.endsWith(".pb")) {
        out.write(content);
        return;
      }
      for (byte one : Arrays.copyOf(content, content.length - 1)) {
        out.write(one);
        out.flush();
        if (fault == Fault.SILENCE || ended.await(150, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
