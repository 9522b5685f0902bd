package io.thoraflow.contract.tensorflow;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Prepares this process for TensorFlow, before the first class of DJL's engine or of TensorFlow
 * loads. Trainer and worker run with the same switches, so that they compute the same.
 *
 * <p>TensorFlow reads its switches from the process environment when its native library starts. The
 * JVM cannot change that environment, so they are set through the C library; those that only
 * concern speed and memory never over a value that an operator has set.
 */
public final class TensorFlowRuntime {
  /** The setting that names the folder of the unpacked native libraries. */
  public static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

  private static final String LIBRARY = "libtensorflow_cc.so.2";

  /** Where JavaCPP, which loads TensorFlow's libraries, looks for them first. */
  private static final String PRELOAD_PATH = "org.bytedeco.javacpp.platform.preloadpath";

  private static final Map<String, String> SPEED_SWITCHES =
      Map.of(
          // Else every batch gives its memory back to the system: page faults cost 4x at batch 32.
          "TF_CPU_ALLOCATOR_USE_BFC",
          "1",
          // At these shapes 1.2 times as fast with AVX-512, and 1.6 to 1.9 times as slow without.
          "TF_ENABLE_ONEDNN_OPTS",
          CpuFeatures.ofThisMachine().avx512() ? "1" : "0");

  /**
   * Lets oneDNN lay out a weight once, for the first batch, instead of at every call, which is a
   * quarter of the prediction of one X-ray. A fit would go on with the weights of its first step.
   */
  private static final String FROZEN_WEIGHTS = "TF_ONEDNN_ASSUME_FROZEN_WEIGHTS";

  private static final Map<String, String> OTHER_SWITCHES =
      Map.of(
          // Else TensorFlow takes all of a GPU's memory at once, and two models must fit at a swap.
          "TF_FORCE_GPU_ALLOW_GROWTH", "true",
          // Warnings and errors only.
          "TF_CPP_MIN_LOG_LEVEL", "1");

  private static boolean prepared;
  private static boolean frozenWeights;

  private TensorFlowRuntime() {}

  /**
   * The environment variables by which TensorFlow runs fastest on this machine's CPU, unless the
   * environment says otherwise.
   */
  public static Map<String, String> speedSwitches() {
    return SPEED_SWITCHES;
  }

  /** The same for a process that predicts and never changes a weight. */
  public static Map<String, String> servingSwitches() {
    Map<String, String> switches = new HashMap<>(SPEED_SWITCHES);
    switches.put(FROZEN_WEIGHTS, "1");
    return Map.copyOf(switches);
  }

  /**
   * Sets the switches and the library folder that {@value #LIBRARY_PATH} names; repeated calls do
   * nothing.
   *
   * @throws TensorFlowUnavailableException if it names a folder without the native libraries, or
   *     none
   */
  public static synchronized void prepare() {
    if (prepared) {
      return;
    }
    String folder = System.getenv(LIBRARY_PATH);
    if (folder == null || folder.isBlank()) {
      throw new TensorFlowUnavailableException(
          "%s is not set: it must name the folder that holds %s (the build unpacks it to target/tensorflow-native)"
              .formatted(LIBRARY_PATH, LIBRARY));
    }
    prepare(Path.of(folder));
  }

  /**
   * Sets the switches and the library folder.
   *
   * @throws TensorFlowUnavailableException if the folder does not hold the native libraries
   */
  public static synchronized void prepare(Path libraryFolder) {
    Path folder = libraryFolder.toAbsolutePath();
    if (!Files.isRegularFile(folder.resolve(LIBRARY))) {
      throw new TensorFlowUnavailableException(
          "%s must name the folder that holds %s, but %s does not hold it"
              .formatted(LIBRARY_PATH, LIBRARY, folder));
    }
    System.setProperty(PRELOAD_PATH, folder.toString());
    set(SPEED_SWITCHES);
    set(OTHER_SWITCHES);
    // Over whatever the environment says: a trainer would learn nothing, and not notice.
    CLibrary.INSTANCE.setenv(FROZEN_WEIGHTS, frozenWeights ? "1" : "0", 1);
    prepared = true;
  }

  /**
   * Says that this process predicts and never changes a weight. To be called before TensorFlow is
   * prepared.
   */
  public static synchronized void assumeFrozenWeights() {
    if (prepared && !frozenWeights) {
      throw new IllegalStateException("TensorFlow already runs for weights that change");
    }
    frozenWeights = true;
  }

  /**
   * For what changes weights.
   *
   * @throws IllegalStateException if this process said that it never would
   */
  public static synchronized void requireChangingWeights() {
    if (frozenWeights) {
      throw new IllegalStateException("this process runs TensorFlow for weights that never change");
    }
  }

  private static void set(Map<String, String> switches) {
    switches.forEach((name, value) -> CLibrary.INSTANCE.setenv(name, value, 0));
  }

  /** Hides all GPUs from this process, even if the environment says otherwise. */
  public static void hideGpus() {
    CLibrary.INSTANCE.setenv("CUDA_VISIBLE_DEVICES", "-1", 1);
  }

  /** The C library's part that is needed here. */
  private interface CLibrary extends Library {
    CLibrary INSTANCE = Native.load("c", CLibrary.class);

    /** See setenv(3): sets a variable; with {@code overwrite} 0 an existing value stays. */
    int setenv(String name, String value, int overwrite);
  }
}
