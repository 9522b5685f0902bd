package io.thoraflow.standalone.up;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thoraflow up}. */
@Command(
    name = "up",
    description = {
      "Starts Kafka, PostgreSQL, ingest and the workers, and keeps them running until Ctrl-C;",
      "where TRAINER_SCHEDULE is set, also a trainer that learns from new labels by itself.",
      "All INGEST_*, WORKER_*, TRAINER_* and KAFKA_* settings of the environment reach them.",
      "Model versions are signed with a key of the data folder; as everything here runs under one"
          + " account, this protects nothing: for that, run the processes apart (docs/security.md)."
    })
public final class UpCommand implements Callable<Integer> {
  @Mixin private DataOption data;
  @Mixin private PipelineOptions options;

  @Override
  public Integer call() throws Exception {
    Console console = new Console(System.out);
    DataFolder folder = data.folder(System.getenv());
    PipelineConfig config = options.config(System.getenv(), folder);
    try (StopSignal stop = new StopSignal()) {
      return runUntilStopped(config, console, stop);
    }
  }

  private static int runUntilStopped(PipelineConfig config, Console console, StopSignal stop)
      throws Exception {
    try {
      run(config, console, stop);
    } catch (InterruptedException | RuntimeException e) {
      if (!stop.isRequested()) {
        throw e;
      }
      console.say("stopped before everything ran");
    }
    return 0;
  }

  private static void run(PipelineConfig config, Console console, StopSignal stop)
      throws Exception {
    try (Pipeline pipeline = Pipeline.start(config, console)) {
      Banner.print(console, config.folder(), pipeline.running(), serving(config, pipeline));
      stop.await();
      console.say("stopping");
    }
    console.say("stopped; the data is in " + config.folder().root());
  }

  private static Optional<ModelRow> serving(PipelineConfig config, Pipeline pipeline) {
    Access access = new Access(config.folder(), Settings.fromEnvironment());
    // The one role whose password up needs in any case.
    try (Database database = access.database(pipeline.running().database(), Role.WORKER)) {
      return new ModelRegistry(database.dataSource()).serving();
    }
  }
}
