package io.thoraflow.standalone.bench;

import io.thoraflow.worker.model.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Watches the memory of a process that decodes and predicts as a worker does. */
public final class MemoryMain {
  private static final int MOMENTS = 40;
  private static final int WARM_UP_BATCHES = 20;

  private MemoryMain() {}

  /**
   * @param arguments file for the {@link MemoryUse.History}, model folder, folder of JPEG files,
   *     batch size, predictions
   */
  public static void main(String[] arguments) throws IOException {
    int batch = Integer.parseInt(arguments[3]);
    int perMoment = Math.max(batch, Integer.parseInt(arguments[4]) / MOMENTS / batch * batch);
    List<MemoryUse> moments = new ArrayList<>();
    try (Classifier classifier = WorkerModel.load(Path.of(arguments[1]))) {
      BareLoop loop = new BareLoop(classifier, BenchImages.read(Path.of(arguments[2])), batch);
      var warmUp = loop.run(WARM_UP_BATCHES * batch);
      System.out.printf("warmed up at %.1f X-rays/s%n", warmUp.perSecond());
      for (int moment = 1; moment <= MOMENTS; moment++) {
        var unused = loop.run(perMoment);
        moments.add(MemoryUse.now(moment * perMoment));
        if (moment % (MOMENTS / 4) == 0) {
          System.out.println(moments.get(moments.size() - 1));
        }
      }
    }
    MeasuringJvm.write(arguments[0], new MemoryUse.History(moments));
  }
}
