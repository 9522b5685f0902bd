package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.chaos.ChaosPipeline;
import io.thoraflow.standalone.chaos.Target;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.MetricsPage;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes of a pipeline as they ran at one moment, and its servers. */
final class SoakedProcesses {
  private static final String TRAINER = "trainer";

  private final DataFolder folder;
  private final ChaosPipeline pipeline;
  private final List<RunningProcess> processes;

  private SoakedProcesses(
      DataFolder folder, ChaosPipeline pipeline, List<RunningProcess> processes) {
    this.folder = folder;
    this.pipeline = pipeline;
    this.processes = processes;
  }

  /** Those that run now. */
  static SoakedProcesses of(DataFolder folder, ChaosPipeline pipeline) {
    return new SoakedProcesses(folder, pipeline, RunningPipeline.require(folder).processes());
  }

  /** Without the servers'. */
  List<String> names() {
    return processes.stream().map(RunningProcess::name).toList();
  }

  /** All of them, servers included. */
  List<Watched> watched() {
    List<Watched> watched = new ArrayList<>();
    for (RunningProcess process : processes) {
      watched.add(
          new Watched(
              process.name(),
              () -> ProcessHandle.of(process.pid()),
              Optional.of(process.monitoring())));
    }
    for (Target server : List.of(Target.BROKER, Target.DATABASE)) {
      watched.add(new Watched(server.name(), () -> find(server), Optional.empty()));
    }
    return watched;
  }

  private Optional<ProcessHandle> find(Target server) {
    try {
      return pipeline.process(server);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Progress progress() {
    return new Progress(
        monitoring(Target.INGEST.name()).orElseThrow(),
        processes.stream()
            .filter(process -> process.name().startsWith(RunningPipeline.WORKER))
            .map(RunningProcess::monitoring)
            .toList());
  }

  /** Where the trainer's metrics are, if there is one. */
  Optional<String> trainer() {
    return monitoring(TRAINER);
  }

  private Optional<String> monitoring(String name) {
    return processes.stream()
        .filter(process -> process.name().equals(name))
        .map(RunningProcess::monitoring)
        .findFirst();
  }

  /** Training runs that have ended. */
  int trainings() throws IOException, InterruptedException {
    Optional<String> trainer = trainer();
    return trainer.isEmpty() ? 0 : (int) MetricsPage.of(trainer.get()).sum("training_runs_total");
  }

  /** A process that died of too much memory must not look frugal. */
  List<String> restarted() {
    List<RunningProcess> now = RunningPipeline.require(folder).processes();
    return processes.stream()
        .filter(process -> !now.contains(process))
        .map(process -> process.name() + " was restarted")
        .toList();
  }
}
