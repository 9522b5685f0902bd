package io.thoraflow.worker.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.savedmodel.SavedModelCheck;
import io.thoraflow.contract.tensorflow.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.RewriterConfig;

/** Loads SavedModels with DJL's TensorFlow engine, on one device for the life of the process. */
public final class TensorFlowLoader implements ClassifierLoader {
  /** GPUs multiply float32 in TF32 by default: about 10 bits of mantissa. */
  private static final double TF32_TOLERANCE = 5e-3;

  /**
   * Takes the shape that a graph declares for its input as given. Else TensorFlow does not know
   * that a shortcut and the convolution that it is added to have one shape, and cannot fuse the
   * two.
   */
  private static final RewriterConfig FUSE_SHORTCUTS =
      SessionSettings.rewriters().setRemapping(RewriterConfig.Toggle.AGGRESSIVE).build();

  private final String device;

  private TensorFlowLoader(String device) {
    this.device = device;
  }

  /**
   * Starts TensorFlow.
   *
   * @param libraryFolder holds TensorFlow's native libraries
   * @throws io.thoraflow.contract.tensorflow.TensorFlowUnavailableException if TensorFlow or the
   *     device asked for is not there
   */
  public static TensorFlowLoader start(Path libraryFolder, DeviceChoice choice) {
    return new TensorFlowLoader(TensorFlowEngine.start(libraryFolder, choice));
  }

  @Override
  public Classifier load(Path folder) {
    SavedModelCheck.verify(folder);
    // The graph places itself: on the GPU where TensorFlow sees one. Inputs come from the CPU.
    Model model = Model.newInstance("diagnosis", Device.cpu(), TensorFlowEngine.NAME);
    try {
      model.load(
          folder,
          null,
          Map.of(
              "Tags", Signatures.TAG,
              "SignatureDefKey", Signatures.EXPLAIN,
              "ConfigProto", sessionConfig()));
      // DJL only warns of a signature that is missing, and takes another.
      Signatures.verify(((TfSymbolBlock) model.getBlock()).getSavedModelBundle().getMetaGraphDef());
      return new TensorFlowClassifier(model, device);
    } catch (IOException
        | MalformedModelException
        | TensorFlowException
        | IllegalArgumentException e) {
      model.close();
      throw new ModelLoadException("TensorFlow cannot load it: " + firstLine(e), e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static ConfigProto sessionConfig() {
    return SessionSettings.with(FUSE_SHORTCUTS.toBuilder())
        .setAllowSoftPlacement(true)
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        .build();
  }

  /** TensorFlow's messages may run on for pages. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public double tolerance(double onCpu) {
    return device.equals("cpu") ? onCpu : Math.max(onCpu, TF32_TOLERANCE);
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public boolean needsWeights() {
    return true;
  }
}
