package io.thoraflow.standalone.bench;

import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench memory}. */
@Command(
    name = "memory",
    description =
        "Memory of a process that decodes and predicts with a worker's code and JVM options.")
final class MemoryBench implements Callable<Integer> {
  private static final int IMAGE_BYTES = 300_000;
  private static final int DISTINCT_IMAGES = 32;
  private static final int BATCH = 8;

  /** Growth from the first quarter to the last that still counts as flat. */
  private static final double FLAT = 1.02;

  @Mixin private DataOption data;

  @Option(
      names = "--predictions",
      paramLabel = "N",
      defaultValue = "20000",
      description = "images to predict (default: ${DEFAULT-VALUE})")
  private int predictions;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException {
    List<MemoryUse> moments;
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      Path model = BenchModel.in(home.folder());
      Path images = home.make("images");
      BenchImages.write(BenchImages.jpegs(DISTINCT_IMAGES, IMAGE_BYTES), images);
      console.say("predicting %d images".formatted(predictions));
      moments =
          new MeasuringJvm(home.make("memory"), console)
              .run(
                  MemoryMain.class,
                  List.of(
                      model.toString(),
                      images.toString(),
                      Integer.toString(BATCH),
                      Integer.toString(predictions)),
                  Map.of(),
                  MemoryUse.History.class)
              .moments();
    }
    print(moments);
    return 0;
  }

  private void print(List<MemoryUse> moments) {
    Report report =
        new Report(
            "Memory: %d predictions in batches of %d, decoding included, %d moments; mean of the last quarter over the first's"
                .formatted(moments.get(moments.size() - 1).predictions(), BATCH, moments.size()));
    row(report, "resident memory", moments, MemoryUse::resident);
    row(report, "heap after a collection", moments, MemoryUse::heap);
    row(report, "direct buffers", moments, MemoryUse::direct);
    report.print(console);
  }

  private static void row(
      Report report, String what, List<MemoryUse> moments, ToDoubleFunction<MemoryUse> part) {
    int quarter = Math.max(1, moments.size() / 4);
    double first = mean(moments.subList(0, quarter), part);
    double last = mean(moments.subList(moments.size() - quarter, moments.size()), part);
    report.row(
        what,
        String.format(
            Locale.ROOT,
            "%.1f MB, then %.1f MB; %+.2f MB in 1000 predictions",
            first,
            last,
            1000 * slope(moments, part)),
        String.format(Locale.ROOT, "%.3f of the first quarter", last / first),
        String.format(Locale.ROOT, "<= %.2f: %s", FLAT, last <= FLAT * first ? "flat" : "grows"));
  }

  private static double mean(List<MemoryUse> moments, ToDoubleFunction<MemoryUse> part) {
    return moments.stream().mapToDouble(part).average().orElse(0);
  }

  /** Least squares, in megabytes a prediction. */
  private static double slope(List<MemoryUse> moments, ToDoubleFunction<MemoryUse> part) {
    double meanX = mean(moments, MemoryUse::predictions);
    double meanY = mean(moments, part);
    double covariance = 0;
    double variance = 0;
    for (MemoryUse moment : moments) {
      double x = moment.predictions() - meanX;
      covariance += x * (part.applyAsDouble(moment) - meanY);
      variance += x * x;
    }
    return variance == 0 ? 0 : covariance / variance;
  }
}
