package io.thoraflow.standalone.demo;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.model.Publishing;
import io.thoraflow.standalone.results.Diagnoses;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineOptions;
import io.thoraflow.standalone.up.StopSignal;
import io.thoraflow.standalone.weights.Backbone;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow demo}. */
@Command(
    name = "demo",
    description = {
      "Shows the whole pipeline on synthetic X-rays.",
      "Fits a demo model on phantoms, drops unseen phantoms into the inbox and prints their",
      "diagnoses. Uses the pipeline that runs on the data folder, else starts one and keeps it",
      "running until Ctrl-C."
    })
public final class DemoCommand implements Callable<Integer> {
  @Mixin private DataOption data;
  @Mixin private PipelineOptions options;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "12",
      description = "unseen phantoms (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(names = "--once", description = "stop the pipeline that the demo started at its end")
  private boolean once;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws Exception {
    DataFolder folder = data.folder(System.getenv());
    BackboneWeights backbone = Backbone.fetch(console);
    Optional<RunningPipeline> running = RunningPipeline.find(folder);
    if (running.isPresent()) {
      console.say("using the pipeline that runs on " + folder.root());
      demonstrate(folder, running.get(), backbone);
      return 0;
    }
    try (StopSignal stop = new StopSignal()) {
      return startAndDemonstrate(folder, backbone, stop);
    }
  }

  private int startAndDemonstrate(DataFolder folder, BackboneWeights backbone, StopSignal stop)
      throws Exception {
    try (Pipeline pipeline = Pipeline.start(options.config(System.getenv(), folder), console)) {
      demonstrate(folder, pipeline.running(), backbone);
      if (!once) {
        console.print(
            "The pipeline goes on: drop X-rays into %s. Ctrl-C stops it."
                .formatted(folder.inbox()));
        stop.await();
      }
      console.say("stopping");
    } catch (InterruptedException | RuntimeException e) {
      if (!stop.isRequested()) {
        throw e;
      }
    }
    console.say("stopped; the data is in " + folder.root());
    return 0;
  }

  private void demonstrate(DataFolder folder, RunningPipeline pipeline, BackboneWeights backbone)
      throws IOException, InterruptedException {
    Settings settings = Settings.fromEnvironment();
    Access access = new Access(folder, settings);
    try (Database database = access.database(pipeline.database(), Role.DASHBOARD)) {
      if (!DemoFit.isServed(new ModelRegistry(database.dataSource()))) {
        try (Publishing publishing = Publishing.open(folder, settings)) {
          int unused = new DemoFit(console).publish(backbone, publishing.publisher());
        }
      }
      new Demonstration(console, new Diagnoses(database.dataSource()), Path.of(pipeline.inbox()))
          .run(count, System.nanoTime());
    }
  }
}
