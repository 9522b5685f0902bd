package io.thoraflow.worker.model;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prepares this process for TensorFlow, before the first class of DJL's engine or of TensorFlow
 * loads.
 *
 * <p>TensorFlow reads its switches from the process environment when its native library starts. The
 * JVM cannot change that environment, so they are set through the C library, and never over a value
 * that an operator has set.
 */
final class TensorFlowRuntime {
  static final String ENGINE = "TensorFlow";

  private static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";
  private static final String LIBRARY = "libjnitensorflow.so";

  private TensorFlowRuntime() {}

  /**
   * Starts the engine on the chosen device.
   *
   * @param libraryFolder holds TensorFlow's native libraries
   * @return what it runs on: {@code cpu} or {@code gpu:0}
   * @throws EngineUnavailableException naming what is missing
   */
  static String start(Path libraryFolder, DeviceChoice choice) {
    if (!Files.isRegularFile(libraryFolder.resolve(LIBRARY))) {
      // Asked before DJL is touched, which would otherwise try to download the library.
      throw new EngineUnavailableException(
          "%s must name the folder that holds %s, but is %s"
              .formatted(LIBRARY_PATH, LIBRARY, libraryFolder));
    }
    System.setProperty(LIBRARY_PATH, libraryFolder.toString());
    System.setProperty("org.bytedeco.javacpp.platform.preloadpath", libraryFolder.toString());
    // DJL neither fetches anything nor reports its use to its makers.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    setSwitches(choice);
    return device(choice);
  }

  private static void setSwitches(DeviceChoice choice) {
    CLibrary library = Native.load("c", CLibrary.class);
    switches().forEach((name, value) -> library.setenv(name, value, 0));
    if (choice == DeviceChoice.CPU) {
      // The one switch that is forced, as the setting says so.
      library.setenv("CUDA_VISIBLE_DEVICES", "-1", 1);
    }
  }

  private static Map<String, String> switches() {
    Map<String, String> switches = new LinkedHashMap<>();
    // Else every batch gives its memory back to the system: page faults cost 4x at batch 32.
    switches.put("TF_CPU_ALLOCATOR_USE_BFC", "1");
    // Measured slower at these shapes, and its rounding differs from machine to machine.
    switches.put("TF_ENABLE_ONEDNN_OPTS", "0");
    // Else TensorFlow takes all of a GPU's memory at once, and two models must fit at a swap.
    switches.put("TF_FORCE_GPU_ALLOW_GROWTH", "true");
    // Warnings and errors only.
    switches.put("TF_CPP_MIN_LOG_LEVEL", "1");
    return switches;
  }

  private static String device(DeviceChoice choice) {
    boolean gpu = engine().hasCapability(StandardCapabilities.CUDA);
    if (choice == DeviceChoice.GPU && !gpu) {
      throw new EngineUnavailableException(
          "WORKER_DEVICE is gpu, but TensorFlow sees no GPU: it needs the linux-x86_64-gpu native"
              + " libraries, a CUDA driver and a visible device; auto falls back to the CPU");
    }
    return gpu && choice != DeviceChoice.CPU ? "gpu:0" : "cpu";
  }

  private static Engine engine() {
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException e) {
      throw new EngineUnavailableException("TensorFlow does not start: " + e.getMessage(), e);
    }
  }

  /** The C library's part that is needed here. */
  private interface CLibrary extends Library {
    /** See setenv(3): sets a variable; with {@code overwrite} 0 an existing value stays. */
    int setenv(String name, String value, int overwrite);
  }
}
