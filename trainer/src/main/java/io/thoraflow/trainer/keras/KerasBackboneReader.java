package io.thoraflow.trainer.keras;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.nio.file.Path;

/**
 * Reads a backbone from the weights file that Keras publishes for {@code
 * ResNet50(include_top=False)}.
 */
public final class KerasBackboneReader {
  private KerasBackboneReader() {}

  /**
   * @param file {@code resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5} or another weights
   *     file of the same layers
   * @throws InvalidModelException if it cannot be read, or a weight is missing, misshapen or not
   *     finite
   */
  public static BackboneWeights read(Path file) {
    return Hdf5.read(file, root -> BackboneWeights.of(LegacyWeights.read(root)));
  }
}
