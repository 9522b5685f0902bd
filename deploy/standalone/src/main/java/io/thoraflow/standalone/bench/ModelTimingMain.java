package io.thoraflow.standalone.bench;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Classifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Measures the model alone, through the worker's classifier. */
public final class ModelTimingMain {
  private static final int WARM_UP_CALLS = 3;
  private static final int LEAST_CALLS = 4;

  private ModelTimingMain() {}

  /**
   * @param arguments file for the {@link ModelTiming.All}, model folder, images at each batch size,
   *     then the batch sizes
   */
  public static void main(String[] arguments) throws IOException {
    int images = Integer.parseInt(arguments[2]);
    List<ModelTiming> timings = new ArrayList<>();
    try (Classifier classifier = WorkerModel.load(Path.of(arguments[1]))) {
      for (String batch : Arrays.asList(arguments).subList(3, arguments.length)) {
        timings.add(measure(classifier, Integer.parseInt(batch), images));
      }
    }
    MeasuringJvm.write(arguments[0], new ModelTiming.All(timings));
  }

  private static ModelTiming measure(Classifier classifier, int batch, int images) {
    ByteBuffer input = ByteBuffer.allocateDirect(batch * Preprocessing.BYTES);
    byte[] noise = new byte[input.capacity()];
    new Random(1).nextBytes(noise);
    input.put(noise).flip();
    for (int call = 0; call < WARM_UP_CALLS; call++) {
      var unused = classifier.classify(input, batch);
    }
    List<Double> cpu = new ArrayList<>();
    List<Double> wall = new ArrayList<>();
    for (int call = 0; call < Math.max(LEAST_CALLS, images / batch); call++) {
      long cpuStart = CpuClock.nanoTime();
      long start = System.nanoTime();
      var unused = classifier.classify(input, batch);
      wall.add((System.nanoTime() - start) / 1e6 / batch);
      cpu.add((CpuClock.nanoTime() - cpuStart) / 1e6 / batch);
    }
    return new ModelTiming(batch, Spread.of(cpu).median(), Spread.of(wall).median());
  }
}
