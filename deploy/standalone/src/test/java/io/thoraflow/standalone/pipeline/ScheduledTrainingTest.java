package io.thoraflow.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineConfig;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.RealWeights;
import io.thoraflow.trainer.testing.TinyDraft;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The trainer as {@code up} runs it: from clinicians' readings of archived X-rays to a candidate
 * that a person lets serve, on the real backbone. The worker's own model is a stand-in.
 */
class ScheduledTrainingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int OF_A_CLASS = 20;
  private static final long A_ROW = 10_000;
  private static final String LABELS = Integer.toString(2 * OF_A_CLASS);

  @TempDir private Path root;

  private DataFolder folder;
  private Pipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    BackboneWeights unused = RealWeights.assume();
    folder = new DataFolder(root.resolve("data"));
    restart();
  }

  private void restart() throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of("TRAINER_SCHEDULE", "0/2 * * * * ?", "TRAINER_MIN_NEW_LABELS", LABELS);
    PipelineConfig config =
        PipelineConfig.from(Settings.of(settings), folder, 1, 4)
            .withWorkerSettings(Map.of("WORKER_DEVICE", "stub", "WORKER_STUB_MILLIS", "1"));
    pipeline = Pipeline.start(config, new Console(System.out));
  }

  @AfterEach
  void stop() throws IOException {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Test
  void readingsBecomeAVersionAlsoWhenTheFirstRunIsStopped() throws Exception {
    // Given
    publishStandIn();
    Path set = root.resolve("phantoms");
    List<Path> phantoms = PhantomSet.write(set, OF_A_CLASS, 11);
    Drops drops = new Drops(folder.inbox());
    for (Path phantom : phantoms) {
      drops.drop(phantom, Outcome.DIAGNOSED);
    }
    await().atMost(PATIENCE).until(() -> rows("SELECT sha256 FROM xray").size() == phantoms.size());
    killTrainer();

    // When: a run is computing features
    label(phantoms);
    await().atMost(PATIENCE).until(() -> bytes(folder.features()) > A_ROW);
    assertThat(runs()).containsExactly("trainer running");
    pipeline.close();
    restart();

    // Then
    await().atMost(PATIENCE).until(() -> runs().contains("trainer candidate"));
    assertThat(runs()).containsExactly("trainer interrupted", "trainer candidate");
    assertThat(serving().origin()).isEqualTo(Origin.DEMO);
    assertThat(rows("SELECT detail FROM training_run WHERE outcome = 'candidate'"))
        .singleElement()
        .asString()
        .contains("nothing is decided with fewer than 10 of each");
    promoteCandidate();
    assertThat(serving().origin()).isEqualTo(Origin.TRAINED);
    assertThat(folder.reports()).isDirectoryContaining("glob:**-default");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(trainerMetrics())
                    .contains("training_runs_total{outcome=\"candidate\"} 1.0")
                    .contains("training_new_labels 0.0"));
  }

  /** As its validation side has too few patients, a person decides. */
  private void promoteCandidate() throws SQLException {
    int version =
        Integer.parseInt(
            rows("SELECT version FROM model_version WHERE state = 'candidate'").get(0));
    try (Database trainer = database(Role.TRAINER)) {
      new ModelRegistry(trainer.dataSource()).promote(version, "kim", "read by hand");
    }
  }

  private static long bytes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void publishStandIn() throws IOException {
    ModelRepository repository =
        new ModelRepository(folder.models(), ModelKeys.signing(folder, Settings.of(Map.of())));
    try (Database trainer = database(Role.TRAINER)) {
      int version =
          new ModelPublisher(
                  repository,
                  new DatabaseRegister(new ModelRegistry(trainer.dataSource()), repository, "test"),
                  published -> {},
                  Clock.systemUTC())
              .publish(TinyDraft.of(Origin.DEMO), TinySavedModel::write, "test");
      assertThat(version).isPositive();
    }
  }

  /** It is started again. */
  private void killTrainer() {
    long pid = trainer().pid();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await().atMost(PATIENCE).until(() -> trainer().pid() != pid && trainer().pid() > 0);
  }

  private RunningProcess trainer() {
    return pipeline.running().processes().stream()
        .filter(process -> process.name().equals("trainer"))
        .findFirst()
        .orElseThrow();
  }

  private void label(List<Path> phantoms) throws IOException {
    List<NewLabel> labels = new ArrayList<>();
    for (Path phantom : phantoms) {
      String reading = phantom.getParent().getFileName().toString();
      labels.add(new NewLabel(Sha256.of(phantom), reading, "kim", Optional.empty()));
    }
    try (Database readers = database(Role.READER)) {
      assertThat(new LabelStore(readers.dataSource()).record(labels)).isEqualTo(labels.size());
    }
  }

  private List<String> runs() throws SQLException {
    return rows("SELECT started_by || ' ' || outcome FROM training_run ORDER BY id");
  }

  private ModelRow serving() {
    try (Database dashboard = database(Role.DASHBOARD)) {
      return new ModelRegistry(dashboard.dataSource()).serving().orElseThrow();
    }
  }

  private List<String> rows(String query) throws SQLException {
    try (Database dashboard = database(Role.DASHBOARD);
        Connection connection = dashboard.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  private Database database(Role role) {
    return new Access(folder, Settings.of(Map.of())).database(pipeline.running().database(), role);
  }

  private String trainerMetrics() throws IOException {
    try (InputStream page = URI.create(trainer().monitoring() + "/metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
