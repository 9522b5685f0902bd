package io.thoraflow.standalone.chaos;

import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.weights.Backbone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow chaos}. */
@Command(
    name = "chaos",
    description = {
      "Runs a pipeline of its own in DIR/chaos, drops generated files and makes faults happen: kills,"
          + " signals, pauses, refused connections, full disks, bad model versions, senders that"
          + " stall.",
      "Then audits it. Exit status 0: nothing was lost, doubled or stuck; 1: something was, and the"
          + " folder stays."
    })
public final class ChaosCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "10000",
      description = "files to drop (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(
      names = "--faults",
      paramLabel = "M",
      defaultValue = "60",
      description = "faults (default: ${DEFAULT-VALUE})")
  private int faults;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "of files and faults (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--pause",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "how long faults last that last (default: ${DEFAULT-VALUE})")
  private String pause;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "inference workers (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--real-model",
      description = "the reference model reads the X-rays, instead of a stub that is faster")
  private boolean realModel;

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "how long the pipeline may take for the rest when all faults are over (default:"
              + " ${DEFAULT-VALUE})")
  private String settle;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ChaosConfig config = config();
    Console console = new Console(System.out);
    ChaosResult result =
        new ChaosRun(config, () -> Backbone.cached("the real model needs"), console).run();
    new ChaosSheet(console).print(config, result);
    if (result.isPassed()) {
      FolderTree.delete(config.root());
      return 0;
    }
    console.print("logs and data are in " + config.root());
    return 1;
  }

  private ChaosConfig config() {
    Path root = data.folder(System.getenv()).root().resolve("chaos");
    Settings options = Settings.of(Map.of("--pause", pause, "--settle", settle));
    require(options, "--files", files, 1, 10_000_000);
    require(options, "--faults", faults, 0, 100_000);
    require(options, "--workers", workers, 1, 64);
    return options.verified(
        new ChaosConfig(
            root,
            files,
            faults,
            seed,
            options.duration("--pause", Duration.ofSeconds(60)),
            workers,
            realModel,
            options.duration("--settle", Duration.ofMinutes(10))));
  }

  private static void require(Settings options, String name, int value, int min, int max) {
    if (value < min || value > max) {
      options.reject("%s must be %d to %d, but is %d".formatted(name, min, max, value));
    }
  }
}
