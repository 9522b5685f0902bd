package io.thoraflow.trainer.keras;

import java.util.List;

/** What Keras calls the weights of a layer, in its order. */
final class LayerParameters {
  /** Of convolutions and dense layers. */
  static final List<String> LINEAR = List.of("kernel", "bias");

  static final List<String> NORMALIZATION =
      List.of("gamma", "beta", "moving_mean", "moving_variance");

  private LayerParameters() {}

  /**
   * @param className Keras's class; empty for those without weights
   */
  static List<String> of(String className) {
    return switch (className) {
      case "Conv2D", "Dense" -> LINEAR;
      case "BatchNormalization" -> NORMALIZATION;
      default -> List.of();
    };
  }
}
