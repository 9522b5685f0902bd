package io.thoraflow.standalone.dashboards;

import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pipeline as {@code up} runs it, with a worker on the stub, watched by a real Prometheus where
 * one is installed, and everything in its database that a dashboard shows: diagnoses, rejections,
 * labels, versions that serve, served and were refused, and a training run.
 */
final class FilledPipeline implements AutoCloseable {
  static final int XRAYS = 60;

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int LABELS = 10;

  /** The trainer looks what waits, and that is all it does here. */
  private static final String ONCE_A_YEAR = "0 0 3 1 1 ?";

  private static final int SIDE = 192;

  private final DataFolder folder;
  private final Pipeline pipeline;
  private final Optional<Prometheus> prometheus;
  private final List<Database> open = new ArrayList<>();

  private FilledPipeline(DataFolder folder, Pipeline pipeline, Optional<Prometheus> prometheus) {
    this.folder = folder;
    this.pipeline = pipeline;
    this.prometheus = prometheus;
  }

  static FilledPipeline start(Path root) throws Exception {
    DataFolder folder = new DataFolder(root.resolve("data"));
    Pipeline pipeline =
        Pipeline.start(
            PipelineConfig.from(Settings.of(Map.of("TRAINER_SCHEDULE", ONCE_A_YEAR)), folder, 1, 4)
                .withWorkerSettings(Map.of("WORKER_DEVICE", "stub", "WORKER_STUB_MILLIS", "1")),
            new Console(System.out));
    Optional<Prometheus> prometheus = Optional.empty();
    if (Tools.find("prometheus").isPresent()) {
      prometheus =
          Optional.of(
              Prometheus.start(
                  Tools.find("prometheus").get(),
                  root.resolve("prometheus"),
                  address(pipeline, "ingest"),
                  address(pipeline, "worker-1"),
                  address(pipeline, "trainer")));
    }
    FilledPipeline filled = new FilledPipeline(folder, pipeline, prometheus);
    try {
      filled.fill();
      return filled;
    } catch (Exception | AssertionError e) {
      filled.close();
      throw e;
    }
  }

  private static String address(Pipeline pipeline, String process) {
    return URI.create(monitoring(pipeline, process)).getAuthority();
  }

  private static String monitoring(Pipeline pipeline, String process) {
    return pipeline.running().processes().stream()
        .filter(running -> running.name().equals(process))
        .map(RunningPipeline.RunningProcess::monitoring)
        .findFirst()
        .orElseThrow();
  }

  /** Where the processes' health and metrics are. */
  List<URI> monitoring() {
    return Stream.of("ingest", "worker-1", "trainer")
        .map(process -> URI.create(monitoring(pipeline, process)))
        .toList();
  }

  Optional<Prometheus> prometheus() {
    return prometheus;
  }

  Database database(Role role) {
    Database database =
        new Access(folder, Settings.of(Map.of())).database(pipeline.running().database(), role);
    open.add(database);
    return database;
  }

  private void fill() throws Exception {
    ModelManifest model = versions().publish();
    // The first sample of a counter is where its increase begins.
    prometheus.ifPresent(
        server ->
            await()
                .atMost(LIMIT)
                .until(
                    () ->
                        server.shows("xray_diagnosed_total")
                            && server.shows("xray_rejected_total")));
    drop();
    await().atMost(LIMIT).until(() -> count("SELECT count(*) FROM diagnosis") == XRAYS);
    await().atMost(LIMIT).until(() -> count("SELECT count(*) FROM rejection") == 1);
    refuse();
    WrittenRows.trainingRun(database(Role.TRAINER).dataSource(), model);
    label();
    WrittenRows.familiarDiagnoses(database(Role.WORKER).dataSource(), model);
    prometheus.ifPresent(
        server ->
            await()
                .atMost(LIMIT)
                .until(() -> server.shows("sum(xray_diagnosed_total) >= " + XRAYS)));
  }

  private StubVersions versions() {
    return new StubVersions(
        new ModelRepository(folder.models(), ModelKeys.signing(folder, Settings.of(Map.of()))),
        new ModelRegistry(database(Role.TRAINER).dataSource()));
  }

  /** X-rays of two sites, one with a quote in its name, and a file that is none. */
  private void drop() throws IOException {
    List<String> sites = List.of("north", "St. Mary's");
    for (String site : sites) {
      Files.createDirectories(folder.inbox().resolve(site));
    }
    for (int number = 0; number < XRAYS; number++) {
      Finding finding = number % 2 == 0 ? Finding.NORMAL : Finding.PNEUMONIA;
      Files.write(
          folder.inbox().resolve(sites.get(number % 2)).resolve(number + ".jpg"),
          PhantomFiles.jpeg(Phantom.draw(finding, 1000 + number, SIDE, SIDE)));
    }
    Files.writeString(folder.inbox().resolve("north").resolve("letter.dcm"), "no image".repeat(99));
  }

  /** A version whose manifest is not the one that was published; then the good one serves again. */
  private void refuse() throws Exception {
    int good = (int) count("SELECT version FROM model_version WHERE state = 'serving'");
    versions().publishDamaged();
    await().atMost(LIMIT).until(() -> count("SELECT count(*) FROM model_refusal") == 1);
    new ModelRegistry(database(Role.TRAINER).dataSource()).promote(good, "test", "back again");
  }

  private void label() throws SQLException {
    List<NewLabel> labels = new ArrayList<>();
    for (String xray : texts("SELECT xray FROM diagnosis ORDER BY xray LIMIT " + LABELS)) {
      String reading = labels.size() % 2 == 0 ? "NORMAL" : "PNEUMONIA";
      labels.add(new NewLabel(xray, reading, "reader", Optional.empty()));
    }
    new LabelStore(database(Role.READER).dataSource()).record(labels);
  }

  private long count(String query) throws SQLException {
    return Long.parseLong(texts(query).get(0));
  }

  private List<String> texts(String query) throws SQLException {
    try (Database database =
            new Access(folder, Settings.of(Map.of()))
                .database(pipeline.running().database(), Role.DASHBOARD);
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  @Override
  public void close() throws IOException {
    open.forEach(Database::close);
    prometheus.ifPresent(Prometheus::close);
    pipeline.close();
  }
}
