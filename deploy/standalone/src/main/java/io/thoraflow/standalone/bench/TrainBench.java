package io.thoraflow.standalone.bench;

import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.bench.TrainingFigures.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench train}. */
@Command(
    name = "train",
    description = {
      "The seed recipe: CPU time, memory and validation AUROC of a whole training run, and of",
      "Keras's fit on the same images where a Python with Keras and scipy is given."
    })
final class TrainBench implements Callable<Integer> {
  private static final double SPEED_TARGET = 7;
  private static final double AUROC_TARGET = 0.01;
  private static final double MEMORY_TARGET_MEGABYTES = 4096;

  @Mixin private DataOption data;

  @Option(
      names = "--xrays",
      paramLabel = "DIR",
      description = "DIR/{NORMAL,PNEUMONIA}/*; as many of each are taken (default: drawn phantoms)")
  private Path xrays;

  @Option(
      names = "--training",
      paramLabel = "N",
      defaultValue = "320",
      description = "training images (default: ${DEFAULT-VALUE})")
  private int training;

  @Option(
      names = "--validation",
      paramLabel = "N",
      defaultValue = "80",
      description = "validation images (default: ${DEFAULT-VALUE})")
  private int validation;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "epochs (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--variants",
      paramLabel = "N",
      defaultValue = "4",
      description = "augmented variants of each training image (default: ${DEFAULT-VALUE})")
  private int variants;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of the first head (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "5",
      description = "heads to begin at most, while they die (default: ${DEFAULT-VALUE})")
  private int attempts;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "a Python that has tensorflow, keras, scipy and pillow: runs Keras's fit, too")
  private String python;

  @Option(
      names = "--keras-epochs",
      paramLabel = "N",
      description = "fewer epochs for Keras; its time is scaled (default: as many)")
  private Integer kerasEpochs;

  @Option(
      names = "--keras-switched",
      description = "give Keras the trainer's TensorFlow switches (default: as installed)")
  private boolean kerasSwitched;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      Path images = home.make("training-images");
      if (xrays == null) {
        TrainingImages.writePhantoms(training, validation, images);
      } else {
        TrainingImages.write(xrays, training, validation, images);
      }
      Report report = new Report(title());
      TrainingFigures ours = measure(home, images);
      print(report, ours);
      if (python != null) {
        compare(report, ours, reference(home, images));
      }
      report.print(console);
    }
    return 0;
  }

  private TrainingFigures measure(BenchHome home, Path images) throws IOException {
    console.say("training with the seed recipe");
    List<String> arguments =
        Stream.of(images, home.make("cache"), epochs, variants, seed, attempts)
            .map(Object::toString)
            .toList();
    return new MeasuringJvm(home.make("train"), console)
        .run(TrainingMain.class, arguments, Map.of(), TrainingFigures.class);
  }

  private TrainReference reference(BenchHome home, Path images)
      throws IOException, InterruptedException {
    console.say("training with Keras");
    boolean whole = kerasEpochs == null || kerasEpochs == epochs;
    // Fewer epochs tell the time and nothing else: then even a dead head will do.
    return TrainReference.run(
        python,
        BenchModel.weights(),
        images,
        home.make("python"),
        new TrainReference.Options(
            whole ? epochs : kerasEpochs, whole ? attempts : 1, seed, kerasSwitched));
  }

  private String title() {
    return "Training: seed recipe, %d + %d %s, %d epochs, %d variants of each image"
        .formatted(training, validation, xrays == null ? "phantoms" : "X-rays", epochs, variants);
  }

  private void print(Report report, TrainingFigures ours) {
    report
        .figure("start", time(ours.start()))
        .figure(
            "features",
            time(ours.features())
                + text(
                    "; %d passes, %.1f a second, %.1f CPU ms each",
                    ours.passes(),
                    ours.passes() / ours.features().wallSeconds(),
                    1000 * ours.features().cpuSeconds() / ours.passes()))
        .figure(
            "head",
            time(ours.head()) + text("; %.2f CPU s an epoch", ours.head().cpuSeconds() / epochs))
        .figure("all of it", time(ours.total()))
        .row(
            "anonymous memory, peak",
            text("%.0f MB", ours.peakAnonymousMegabytes()),
            "",
            text("<= %.0f MB: ", MEMORY_TARGET_MEGABYTES)
                + verdict(ours.peakAnonymousMegabytes() <= MEMORY_TARGET_MEGABYTES))
        .figure(
            "validation AUROC",
            text("%.4f", ours.auroc())
                + head(ours.dead(), ours.attempts())
                + ", seed "
                + ours.seed());
  }

  private void compare(Report report, TrainingFigures ours, TrainReference keras) {
    double kerasCpu = keras.cpuSecondsAnEpoch() * epochs;
    double ratio = kerasCpu / ours.total().cpuSeconds();
    String name =
        "Keras fit, TensorFlow %s %s"
            .formatted(keras.version(), kerasSwitched ? "with the switches" : "as installed");
    report
        .row(
            name,
            time(new Phase(kerasCpu, keras.wallSecondsAnEpoch() * epochs))
                + text(
                    "; %.1f CPU s an epoch, %d run%s",
                    keras.cpuSecondsAnEpoch(),
                    keras.epochs(),
                    keras.epochs() == epochs ? "" : ", scaled to " + epochs),
            text("trainer's speed is %.1f of it", ratio),
            text(">= %.0f: ", SPEED_TARGET) + verdict(ratio >= SPEED_TARGET))
        .row(
            "Keras validation AUROC after %d epochs".formatted(keras.epochs()),
            text("%.4f", keras.auroc()) + head(keras.dead(), keras.attempts()),
            text("trainer's differs by %+.4f", ours.auroc() - keras.auroc()),
            keras.epochs() == epochs
                ? text("within %.2f: ", AUROC_TARGET)
                    + verdict(Math.abs(ours.auroc() - keras.auroc()) <= AUROC_TARGET)
                : "");
  }

  private static String head(boolean dead, int attempts) {
    return (dead ? ", a dead head" : "") + (attempts == 1 ? "" : ", attempt " + attempts);
  }

  private static String verdict(boolean met) {
    return met ? "met" : "missed";
  }

  private static String time(Phase phase) {
    return text("%.1f CPU s (%.1f s wall)", phase.cpuSeconds(), phase.wallSeconds());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
