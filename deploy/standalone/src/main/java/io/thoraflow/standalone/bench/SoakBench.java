package io.thoraflow.standalone.bench;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.WorkersOption;
import io.thoraflow.standalone.chaos.Target;
import io.thoraflow.standalone.soak.SoakConfig;
import io.thoraflow.standalone.soak.SoakResult;
import io.thoraflow.standalone.soak.SoakRun;
import io.thoraflow.standalone.soak.SoakSheet;
import io.thoraflow.standalone.weights.Backbone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench soak}. */
@Command(
    name = "soak",
    description = {
      "Memory, threads and file descriptors of ingest, workers and trainer over very many X-rays,"
          + " with a stub in the model's place; and what they do while Kafka, and then the database,"
          + " is away.",
      "Writes soak.csv and soak.svg. Exit status 1: something grows, or is lost."
    })
final class SoakBench implements Callable<Integer> {
  private static final List<Target> SERVERS = List.of(Target.BROKER, Target.DATABASE);
  private static final Duration SHORTEST_OUTAGE = Duration.ofMinutes(3);

  @Mixin private DataOption data;
  @Mixin private WorkersOption workers;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "100000",
      description = "files to drop (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(
      names = "--over",
      paramLabel = "TIME",
      defaultValue = "12m",
      description =
          "how long dropping takes at least, so that there is time for training runs (default:"
              + " ${DEFAULT-VALUE})")
  private String over;

  @Option(
      names = "--outage",
      paramLabel = "TIME",
      description = "how long each server is away (default: not at all)")
  private String outage;

  @Option(
      names = "--away",
      paramLabel = "SERVER",
      split = ",",
      defaultValue = "kafka,postgresql",
      description = "which, one after the other (default: ${DEFAULT-VALUE})")
  private List<String> servers;

  @Option(
      names = "--hanging",
      description = "they are suspended instead of killed: connections open and nobody answers")
  private boolean hanging;

  @Option(names = "--no-training", description = "without a trainer, which needs the weights")
  private boolean noTraining;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "where soak.csv and soak.svg are written (default: the current folder)")
  private Path results;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (files < 1 || workers.number() < 1) {
      throw new CommandException("--files and --workers must be 1 or more");
    }
    Settings options = options();
    Duration dropping = options.duration("--over", Duration.ZERO);
    List<Target> targets = targets(options);
    Optional<Duration> away = options.verified(outage(options));
    if (!noTraining) {
      var unused = Backbone.cached("a trainer (leave it out by --no-training) needs");
    }
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      SoakConfig config =
          new SoakConfig(
              home.make("soak"),
              files,
              dropping,
              workers.number(),
              !noTraining,
              away,
              targets,
              hanging,
              results);
      SoakResult result = new SoakRun(config, StubModel::publish, console).run();
      console.print("");
      console.print("on " + Machine.describe());
      new SoakSheet(console).print(result);
      return result.isPassed() ? 0 : 1;
    }
  }

  private Settings options() {
    Map<String, String> options = new HashMap<>(Map.of("--over", over));
    if (outage != null) {
      options.put("--outage", outage);
    }
    return Settings.of(options);
  }

  private List<Target> targets(Settings options) {
    for (String server : servers) {
      if (SERVERS.stream().noneMatch(target -> target.name().equals(server))) {
        options.reject("--away must be kafka, postgresql or both, but is %s".formatted(server));
      }
    }
    return SERVERS.stream().filter(target -> servers.contains(target.name())).toList();
  }

  private Optional<Duration> outage(Settings options) {
    if (outage == null) {
      return Optional.empty();
    }
    Duration lasts = options.duration("--outage", SHORTEST_OUTAGE);
    if (lasts.compareTo(SHORTEST_OUTAGE) < 0) {
      options.reject(
          "--outage must be at least %dm, as its first minute does not count, but is %s"
              .formatted(SHORTEST_OUTAGE.toMinutes(), outage));
    }
    return Optional.of(lasts);
  }
}
