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

  /**
   * The hidden kernel's mean over the map's positions.
   *
   * @return {@code [128, 2048]}: transposed
   */
  public WeightTensor meanHiddenKernel() {
    float[] kernel = hiddenKernel.toArray();
    float[] mean = new float[HIDDEN_UNITS * ResNet50Layout.MAP_CHANNELS];
    int positions = INPUTS / ResNet50Layout.MAP_CHANNELS;
    for (int input = 0; input < INPUTS; input++) {
      int channel = input % ResNet50Layout.MAP_CHANNELS;
      for (int unit = 0; unit < HIDDEN_UNITS; unit++) {
        mean[unit * ResNet50Layout.MAP_CHANNELS + channel] +=
            kernel[input * HIDDEN_UNITS + unit] / positions;
      }
    }
    return new WeightTensor(
        hiddenKernel.name(), List.of(HIDDEN_UNITS, ResNet50Layout.MAP_CHANNELS), mean);
  }
}
