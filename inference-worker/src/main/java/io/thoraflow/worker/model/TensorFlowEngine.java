package io.thoraflow.worker.model;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.contract.tensorflow.TensorFlowUnavailableException;
import java.nio.file.Path;

/** DJL's TensorFlow engine, started once in this process. */
final class TensorFlowEngine {
  static final String NAME = "TensorFlow";

  private TensorFlowEngine() {}

  /**
   * Starts the engine on the chosen device.
   *
   * @param libraryFolder holds TensorFlow's native libraries
   * @return what it runs on: {@code cpu} or {@code gpu:0}
   * @throws TensorFlowUnavailableException naming what is missing
   */
  static String start(Path libraryFolder, DeviceChoice choice) {
    // Before DJL is touched, which would otherwise try to download the library.
    TensorFlowRuntime.prepare(libraryFolder);
    System.setProperty(TensorFlowRuntime.LIBRARY_PATH, libraryFolder.toString());
    // DJL neither fetches anything nor reports its use to its makers.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    if (choice == DeviceChoice.CPU) {
      TensorFlowRuntime.hideGpus();
    }
    return device(choice);
  }

  private static String device(DeviceChoice choice) {
    boolean gpu = engine().hasCapability(StandardCapabilities.CUDA);
    if (choice == DeviceChoice.GPU && !gpu) {
      throw new TensorFlowUnavailableException(
          "WORKER_DEVICE is gpu, but TensorFlow sees no GPU: it needs the linux-x86_64-gpu native"
              + " libraries, a CUDA driver and a visible device; auto falls back to the CPU");
    }
    return gpu && choice != DeviceChoice.CPU ? "gpu:0" : "cpu";
  }

  private static Engine engine() {
    try {
      return Engine.getEngine(NAME);
    } catch (EngineException e) {
      throw new TensorFlowUnavailableException("TensorFlow does not start: " + e.getMessage(), e);
    }
  }
}
