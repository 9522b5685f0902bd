package io.thoraflow.trainer.tensorflow;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Prepares this process for TensorFlow: must run before the first TensorFlow class loads.
 *
 * <p>TensorFlow reads its switches from the process environment when its native library starts. The
 * JVM cannot change that environment, so they are set through the C library, and never over a value
 * that an operator has set.
 */
public final class TensorFlowRuntime {
  /** The setting that names the folder of the unpacked native libraries. */
  public static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

  private static final String LIBRARY = "libtensorflow_cc.so.2";

  /** Where JavaCPP, which loads TensorFlow's libraries, looks for them first. */
  private static final String PRELOAD_PATH = "org.bytedeco.javacpp.platform.preloadpath";

  private static final Map<String, String> SWITCHES =
      Map.of(
          // Without it every batch returns its memory to the system: page faults cost 4x at batch
          // 32.
          "TF_CPU_ALLOCATOR_USE_BFC", "1",
          // oneDNN measured slower here, and its rounding differs from machine to machine.
          "TF_ENABLE_ONEDNN_OPTS", "0",
          // Warnings and errors only.
          "TF_CPP_MIN_LOG_LEVEL", "1");

  private static boolean prepared;

  private TensorFlowRuntime() {}

  /**
   * Sets the switches and the library folder; repeated calls do nothing.
   *
   * @throws TensorFlowUnavailableException if {@value #LIBRARY_PATH} names a folder without the
   *     native libraries, or none is named
   */
  public static synchronized void prepare() {
    if (prepared) {
      return;
    }
    if (System.getProperty(PRELOAD_PATH) == null) {
      System.setProperty(PRELOAD_PATH, libraryFolder(System.getenv(LIBRARY_PATH)).toString());
    }
    CLibrary library = Native.load("c", CLibrary.class);
    SWITCHES.forEach((name, value) -> library.setenv(name, value, 0));
    prepared = true;
  }

  static Path libraryFolder(String setting) {
    if (setting == null || setting.isBlank()) {
      throw new TensorFlowUnavailableException(
          LIBRARY_PATH
              + " is not set: it must name the folder that holds "
              + LIBRARY
              + " (the build unpacks it to target/tensorflow-native)");
    }
    Path folder = Path.of(setting).toAbsolutePath();
    if (!Files.isRegularFile(folder.resolve(LIBRARY))) {
      throw new TensorFlowUnavailableException(
          LIBRARY_PATH
              + " must name the folder that holds "
              + LIBRARY
              + ", but "
              + folder
              + " does not hold it");
    }
    return folder;
  }

  /** The C library's part that is needed here. */
  private interface CLibrary extends Library {
    /** See setenv(3): sets a variable; with {@code overwrite} 0 an existing value stays. */
    int setenv(String name, String value, int overwrite);
  }
}
