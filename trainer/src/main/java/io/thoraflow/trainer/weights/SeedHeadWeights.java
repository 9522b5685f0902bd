package io.thoraflow.trainer.weights;

import java.util.List;

/**
 * The weights of the seed recipe's head: Flatten, Dense(128, relu), Dense(2, softmax).
 *
 * @param hiddenKernel {@code [100352, 128]}; inputs in the order of the flattened map {@code [7, 7,
 *     2048]}
 * @param hiddenBias {@code [128]}
 * @param outputKernel {@code [128, 2]}; classes NORMAL, PNEUMONIA
 * @param outputBias {@code [2]}
 */
public record SeedHeadWeights(
    WeightTensor hiddenKernel,
    WeightTensor hiddenBias,
    WeightTensor outputKernel,
    WeightTensor outputBias) {
  public static final int INPUTS =
      ResNet50Layout.MAP_SIZE * ResNet50Layout.MAP_SIZE * ResNet50Layout.MAP_CHANNELS;
  public static final int HIDDEN_UNITS = 128;
  public static final int CLASSES = 2;

  /**
   * @throws InvalidModelException if a tensor is misshapen or not finite
   */
  public SeedHeadWeights {
    hiddenKernel.verified(List.of(INPUTS, HIDDEN_UNITS));
    hiddenBias.verified(List.of(HIDDEN_UNITS));
    outputKernel.verified(List.of(HIDDEN_UNITS, CLASSES));
    outputBias.verified(List.of(CLASSES));
  }
}
