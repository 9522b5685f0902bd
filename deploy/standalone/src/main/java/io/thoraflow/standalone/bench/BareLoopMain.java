package io.thoraflow.standalone.bench;

import io.thoraflow.worker.model.Classifier;
import java.io.IOException;
import java.nio.file.Path;

/** Measures {@link BareLoop} in a JVM of its own. */
public final class BareLoopMain {
  private BareLoopMain() {}

  /**
   * @param arguments file for the {@link BareLoop.Result}, model folder, folder of JPEG files,
   *     batch size, X-rays to warm up with, X-rays to measure
   */
  public static void main(String[] arguments) throws IOException {
    try (Classifier classifier = WorkerModel.load(Path.of(arguments[1]))) {
      BareLoop loop =
          new BareLoop(
              classifier, BenchImages.read(Path.of(arguments[2])), Integer.parseInt(arguments[3]));
      var unused = loop.run(Integer.parseInt(arguments[4]));
      MeasuringJvm.write(arguments[0], loop.run(Integer.parseInt(arguments[5])));
    }
  }
}
