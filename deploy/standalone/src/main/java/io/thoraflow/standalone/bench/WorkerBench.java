package io.thoraflow.standalone.bench;

import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench worker}. */
@Command(
    name = "worker",
    description = {
      "X-rays a second from Kafka to committed rows, over a bare loop in one thread that decodes",
      "the same images with the same code and calls the same model with the same batch."
    })
final class WorkerBench implements Callable<Integer> {
  private static final int IMAGE_BYTES = 300_000;
  private static final int DISTINCT_IMAGES = 32;

  /** Both sides have compiled their code by then. */
  private static final int WARM_UP_BATCHES = 12;

  private static final double TARGET = 0.95;

  @Mixin private DataOption data;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "400",
      description = "X-rays of each run (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "batch size of both (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "runs of the worker, with one of the bare loop before and after each"
              + " (default: ${DEFAULT-VALUE})")
  private int rounds;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<BareLoop.Result> bare = new ArrayList<>();
    List<WorkerRun> worker = new ArrayList<>();
    int bytes;
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      Path model = BenchModel.in(home.folder());
      List<byte[]> images = BenchImages.jpegs(DISTINCT_IMAGES, IMAGE_BYTES);
      bytes = images.stream().mapToInt(image -> image.length).sum() / images.size();
      BenchImages.write(images, home.make("images"));
      bare.add(bareLoop(home, model));
      for (int round = 1; round <= rounds; round++) {
        Path root = home.make("pipeline");
        worker.add(WorkerRun.measure(root, images, batch, WARM_UP_BATCHES * batch, count, console));
        FolderTree.delete(root);
        bare.add(bareLoop(home, model));
      }
    }
    print(bare, worker, bytes);
    return 0;
  }

  private BareLoop.Result bareLoop(BenchHome home, Path model) throws IOException {
    console.say("running the bare loop");
    return new MeasuringJvm(home.make("bare"), console)
        .run(
            BareLoopMain.class,
            List.of(
                model.toString(),
                home.make("images").toString(),
                Integer.toString(batch),
                Integer.toString(WARM_UP_BATCHES * batch),
                Integer.toString(count)),
            Map.of(),
            BareLoop.Result.class);
  }

  private void print(List<BareLoop.Result> bare, List<WorkerRun> worker, int bytes) {
    Spread bareRate = spread(bare, BareLoop.Result::perSecond);
    Spread workerRate = spread(worker, WorkerRun::perSecond);
    double ratio = workerRate.mean() / bareRate.mean();
    new Report(
            "Worker: from Kafka to committed rows, %d X-rays of %d KB a run, batch %d, %d runs"
                .formatted(count, bytes / 1000, batch, rounds))
        .figure("bare loop: decode a batch, predict it", bareRate.text("X-rays/s"))
        .row(
            "worker",
            workerRate.text("X-rays/s"),
            String.format(Locale.ROOT, "%.3f of the bare loop", ratio),
            String.format(Locale.ROOT, ">= %.2f: %s", TARGET, ratio >= TARGET ? "met" : "missed"))
        .figure("  decode, bare", spread(bare, BareLoop.Result::decodeMillis).text("ms/X-ray"))
        .figure(
            "  decode, worker (beside the model)",
            spread(worker, WorkerRun::decodeMillis).text("ms/X-ray"))
        .figure("  model, bare", spread(bare, BareLoop.Result::modelMillis).text("ms/X-ray"))
        .figure(
            "  model, worker (beside decoding)",
            spread(worker, WorkerRun::modelMillis).text("ms/X-ray"))
        .figure("  store, worker", spread(worker, WorkerRun::storeMillis).text("ms/X-ray"))
        .print(console);
  }

  private static <T> Spread spread(List<T> runs, ToDoubleFunction<T> figure) {
    return Spread.of(runs.stream().map(figure::applyAsDouble).toList());
  }
}
