package io.thoraflow.standalone.bench;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A whole pipeline with embedded servers, and without a model at first. */
final class BenchPipeline implements AutoCloseable {
  private final DataFolder folder;
  private final Pipeline pipeline;
  private final Database database;

  private BenchPipeline(DataFolder folder, Pipeline pipeline, Database database) {
    this.folder = folder;
    this.pipeline = pipeline;
    this.database = database;
  }

  /**
   * @param root an empty folder
   * @param batch the worker's batch size
   */
  static BenchPipeline start(Path root, int batch, Console console)
      throws IOException, InterruptedException {
    return start(root, 1, Map.of("WORKER_BATCH_SIZE", Integer.toString(batch)), console);
  }

  /**
   * @param root an empty folder
   * @param workerSettings of every worker
   */
  static BenchPipeline start(
      Path root, int workers, Map<String, String> workerSettings, Console console)
      throws IOException, InterruptedException {
    DataFolder folder = new DataFolder(root);
    Settings settings = Settings.of(Map.of());
    Pipeline pipeline =
        Pipeline.start(
            PipelineConfig.from(settings, folder, workers, KafkaTopics.DEFAULT_PARTITIONS)
                .withWorkerSettings(workerSettings),
            console);
    Access access = new Access(folder, settings);
    return new BenchPipeline(
        folder, pipeline, access.database(pipeline.running().database(), Role.DASHBOARD));
  }

  KafkaConnection kafka() {
    return new Access(folder, Settings.of(Map.of())).kafka(KafkaRole.OPERATOR);
  }

  Database database() {
    return database;
  }

  Path inbox() {
    return folder.inbox();
  }

  Path archive() {
    return folder.archive();
  }

  /** From here on the worker consumes. */
  void publishModel() throws IOException {
    BenchModel.publish(folder);
  }

  /** The same with a version that only the stub can serve. */
  void publishStub() throws IOException {
    Access access = new Access(folder, Settings.of(Map.of()));
    try (Database trainer = access.database(pipeline.running().database(), Role.TRAINER)) {
      StubModel.publish(folder.models(), new ModelRegistry(trainer.dataSource()));
    }
  }

  /** The names of those that run. */
  List<String> workers() {
    return pipeline.running().processes().stream()
        .map(RunningPipeline.RunningProcess::name)
        .filter(name -> name.startsWith("worker"))
        .toList();
  }

  /** Starts another worker beside those that run; gives its name. */
  String addWorker() throws IOException {
    return addWorker(Map.of());
  }

  /** The same with settings of its own. */
  String addWorker(Map<String, String> settings) throws IOException {
    return pipeline.addWorker(settings);
  }

  /** Stops a worker in an orderly way. */
  void removeWorker(String name) {
    pipeline.removeWorker(name);
  }

  /** As {@code kill -9}; it is started again. */
  void killWorker(String name) {
    pipeline.running().processes().stream()
        .filter(process -> process.name().equals(name))
        .flatMap(process -> ProcessHandle.of(process.pid()).stream())
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** Where the worker's metrics are. */
  String workerMonitoring() {
    return pipeline.running().processes().stream()
        .filter(process -> process.name().startsWith("worker"))
        .findFirst()
        .orElseThrow()
        .monitoring();
  }

  @Override
  public void close() throws IOException {
    database.close();
    pipeline.close();
  }
}
