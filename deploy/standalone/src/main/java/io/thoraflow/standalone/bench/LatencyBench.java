package io.thoraflow.standalone.bench;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench latency}. */
@Command(
    name = "latency",
    description = {
      "The time from a file's appearance in the inbox of an idle pipeline to its row, less",
      "INGEST_STABLE_FOR, beside one prediction of batch 1. With INGEST_STABLE_FOR=0s nothing needs",
      "to be subtracted."
    })
final class LatencyBench implements Callable<Integer> {
  private static final int IMAGE_BYTES = 300_000;
  private static final int BATCH = 8;
  private static final int WARM_UP = 12;
  private static final int PREDICTIONS = 60;
  private static final double ALLOWANCE_MILLIS = 250;

  @Mixin private DataOption data;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "200",
      description = "files, one after another (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(
      names = "--beside-rediagnosis",
      paramLabel = "N",
      defaultValue = "0",
      description = "first puts so many old X-rays before the worker (default: none, it is idle)")
  private int old;

  private final Console console = new Console(System.out);
  private long stillWaiting;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = Settings.fromEnvironment();
    // As ingest reads it, which inherits the environment.
    Duration stableFor =
        settings.verified(settings.duration("INGEST_STABLE_FOR", Duration.ofSeconds(2)));
    List<FileJourney> journeys;
    double prediction;
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      prediction = prediction(home);
      journeys = drop(home, stableFor);
    } catch (SQLException e) {
      throw new IOException("the diagnoses cannot be read", e);
    }
    print(journeys, prediction, stableFor);
    return 0;
  }

  private double prediction(BenchHome home) throws IOException {
    console.say("measuring one prediction");
    return new MeasuringJvm(home.make("model"), console)
        .run(
            ModelTimingMain.class,
            List.of(BenchModel.in(home.folder()).toString(), Integer.toString(PREDICTIONS), "1"),
            Map.of(),
            ModelTiming.All.class)
        .of(1)
        .wallMillis();
  }

  private List<FileJourney> drop(BenchHome home, Duration stableFor)
      throws IOException, InterruptedException, SQLException {
    List<byte[]> images = BenchImages.jpegs(8, IMAGE_BYTES);
    List<FileJourney> journeys = new ArrayList<>();
    Path root = home.make("pipeline");
    try (BenchPipeline pipeline = BenchPipeline.start(root, BATCH, console)) {
      pipeline.publishModel();
      RediagnosisLoad load = new RediagnosisLoad(pipeline, console);
      if (old > 0) {
        load.start(images, old);
      }
      try (FileDrop drop = new FileDrop(pipeline, stableFor)) {
        console.say("dropping %d files, after %d to warm up".formatted(files, WARM_UP));
        for (int number = 0; number < WARM_UP + files; number++) {
          FileJourney journey = drop.drop(images.get(number % images.size()), number);
          if (number >= WARM_UP) {
            journeys.add(journey);
          }
        }
        stillWaiting = old > 0 ? load.waiting() : 0;
      }
    }
    return journeys;
  }

  private void print(List<FileJourney> journeys, double prediction, Duration stableFor) {
    Spread total = spread(journeys, FileJourney::totalMillis);
    double limit = 2 * prediction + ALLOWANCE_MILLIS;
    String load =
        old == 0
            ? "an idle pipeline"
            : "one that reads %d old X-rays again, of which %d still waited at the end"
                .formatted(old, stillWaiting);
    new Report(
            "Latency: %d files of %d KB, one at a time, into %s; %d ms of INGEST_STABLE_FOR subtracted"
                .formatted(files, IMAGE_BYTES / 1000, load, stableFor.toMillis()))
        .figure("one prediction of batch 1, alone", millis(prediction))
        .row(
            "file to row, median",
            millis(total.median()),
            ratio(total.median(), prediction),
            verdict(total.median(), limit))
        .row(
            "file to row, 99th percentile",
            millis(total.percentile(99)),
            ratio(total.percentile(99), prediction),
            verdict(total.percentile(99), limit))
        .figure("file to row, largest", millis(total.max()))
        .figure("  median: file to ingest's reading", median(journeys, FileJourney::pickUpMillis))
        .figure("  median: reading to the worker", median(journeys, FileJourney::queueMillis))
        .figure("  median: decoding", median(journeys, FileJourney::decodeMillis))
        .figure("  median: prediction", median(journeys, FileJourney::modelMillis))
        .figure(
            "  median: the rest (batch delay, store)", median(journeys, FileJourney::restMillis))
        .print(console);
  }

  private static Spread spread(List<FileJourney> journeys, ToDoubleFunction<FileJourney> part) {
    return Spread.of(journeys.stream().map(part::applyAsDouble).toList());
  }

  private static String median(List<FileJourney> journeys, ToDoubleFunction<FileJourney> part) {
    return millis(spread(journeys, part).median());
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.1f ms", millis);
  }

  private static String ratio(double millis, double prediction) {
    return String.format(
        Locale.ROOT,
        "%.1f predictions; 2 predictions + %.0f ms",
        millis / prediction,
        millis - 2 * prediction);
  }

  private static String verdict(double millis, double limit) {
    return String.format(
        Locale.ROOT,
        "<= 2 predictions + %.0f ms = %.0f ms: %s",
        ALLOWANCE_MILLIS,
        limit,
        millis <= limit ? "met" : "missed");
  }
}
