package io.thoraflow.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.standalone.runtime.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real pipeline whose processes are exchanged under load, and the audit of it. */
@TestMethodOrder(OrderAnnotation.class)
class RollingRestartTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int WORKERS = 3;

  @TempDir private static Path root;
  private static DataFolder folder;
  private static ChaosPipeline pipeline;
  private static FileFeed.Figures dropped;

  @BeforeAll
  static void start() throws Exception {
    folder = new DataFolder(root.resolve("data"));
    pipeline =
        ChaosPipeline.start(
            folder,
            WORKERS,
            Map.of(
                "INGEST_STABLE_FOR", "200ms",
                "INGEST_INCOMPLETE_WAIT", "10s",
                "WORKER_DEVICE", "stub-model",
                "WORKER_STUB_MILLIS", "100",
                "INGEST_JVM_OPTIONS", "-XX:TieredStopAtLevel=1",
                "WORKER_JVM_OPTIONS", "-XX:TieredStopAtLevel=1"));
    try (Database trainer = pipeline.database(Role.TRAINER)) {
      assertThat(ModelVersions.ofStub(folder, trainer).bad()).isEmpty();
    }
  }

  @AfterAll
  static void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Test
  @Order(1)
  void exchangingEveryProcessUnderLoadLosesNothing() throws Exception {
    Path list = root.resolve("dropped.sha256");
    try (FileFeed feed =
        new FileFeed(folder.inbox(), list, new FileSupply(5), 800, Duration.ofSeconds(25))) {
      // Given
      Future<FileFeed.Figures> feeding = feed.start();
      await().atMost(LIMIT).until(() -> diagnoses() > 0);

      // When
      List<Target> all = new ArrayList<>(List.of(Target.INGEST));
      for (int number = 1; number <= WORKERS; number++) {
        all.add(Target.worker(number));
      }
      for (Target target : all) {
        ProcessHandle process = pipeline.process(target).orElseThrow();
        process.destroy();
        assertThat(process.onExit().get(10, TimeUnit.SECONDS)).isNotNull();
        await().atMost(LIMIT).until(() -> pipeline.process(target).isPresent());
      }
      dropped = feeding.get();
    }

    // Then
    for (String process : List.of("ingest", "worker-1", "worker-2", "worker-3")) {
      assertThat(folder.log("up"))
          .content()
          .contains("%s stopped (exit code 0)".formatted(process));
    }
    ChaosConfig config =
        new ChaosConfig(root, dropped.files(), 0, 5, Duration.ZERO, WORKERS, false, LIMIT);
    try (Database dashboard = pipeline.database(Role.DASHBOARD)) {
      ChaosResult result =
          new Judgement(config, pipeline, dashboard, new Console(System.out))
              .of(list, dropped, Map.of(), Set.of(), Duration.ZERO);
      assertThat(result.violations()).isEmpty();
    }
  }

  @Test
  @Order(2)
  void aLostFileIsFoundPutBackAndReadAgain() throws Exception {
    // Given
    assertThat(audit("--deep", "--verify")).endsWith("clean\n");
    String sha256 =
        dropped.expected().entrySet().stream()
            .filter(entry -> entry.getValue() == Outcome.DIAGNOSED)
            .findFirst()
            .orElseThrow()
            .getKey();
    delete(sha256);

    // When, then
    assertThat(audit())
        .contains("lost %s: archived, without outcome; --repair puts it back".formatted(sha256))
        .endsWith("NOT CLEAN\n");
    assertThat(audit("--repair")).contains("put back: 1 X-rays, 0 rejections");
    await().atMost(LIMIT).until(() -> audit().endsWith("clean\n"));
    assertThat(text("SELECT site FROM xray WHERE sha256 = '%s'".formatted(sha256)))
        .as("the site that ingest had sent")
        .startsWith("ward-");
  }

  /** What it prints; its exit status is checked against that. */
  private static String audit(String... options) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      List<String> line = new ArrayList<>(List.of("audit", "--data", folder.root().toString()));
      line.addAll(List.of(options));
      int status = Thoraflow.commandLine().execute(line.toArray(String[]::new));
      String text = printed.toString(StandardCharsets.UTF_8);
      assertThat(status).isEqualTo(text.contains("NOT CLEAN") ? 1 : 0);
      return text;
    } finally {
      System.setOut(console);
    }
  }

  private static void delete(String sha256) throws SQLException {
    try (Database owner = pipeline.database(Role.OWNER);
        Connection connection = owner.connection();
        PreparedStatement diagnosis =
            connection.prepareStatement("DELETE FROM diagnosis WHERE xray = ?");
        PreparedStatement xray = connection.prepareStatement("DELETE FROM xray WHERE sha256 = ?")) {
      diagnosis.setString(1, sha256);
      xray.setString(1, sha256);
      assertThat(diagnosis.executeUpdate()).isPositive();
      assertThat(xray.executeUpdate()).isEqualTo(1);
    }
  }

  private static long diagnoses() throws SQLException {
    return Long.parseLong(text("SELECT count(*) FROM diagnosis"));
  }

  private static String text(String query) throws SQLException {
    try (Database dashboard = pipeline.database(Role.DASHBOARD);
        Connection connection = dashboard.connection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
