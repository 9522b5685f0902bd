package io.thoraflow.worker.testing;

import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.worker.model.DeviceChoice;
import io.thoraflow.worker.model.TensorFlowLoader;
import java.nio.file.Path;

/** TensorFlow's native libraries, as the build unpacked them. */
public final class TensorFlowLibrary {
  static {
    TensorFlowRuntime.assumeFrozenWeights();
  }

  private TensorFlowLibrary() {}

  public static Path folder() {
    return Path.of(System.getenv("TENSORFLOW_LIBRARY_PATH"));
  }

  /** Loads them as a worker does; before the first TensorFlow class of a test. */
  public static TensorFlowLoader load() {
    return TensorFlowLoader.start(folder(), DeviceChoice.CPU);
  }
}
