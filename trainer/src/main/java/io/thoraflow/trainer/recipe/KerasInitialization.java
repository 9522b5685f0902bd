package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.feature.KeyedRandom;
import io.thoraflow.trainer.graph.SeedHead;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Random;

/** The weights that Keras's {@code Dense} begins with, but for its own random numbers. */
final class KerasInitialization {
  private KerasInitialization() {}

  static SeedHead seedHead(long seed) {
    Random random = KeyedRandom.of("weights", seed);
    return new SeedHead(
        new SeedHeadWeights(
            kernel("hidden", SeedHeadWeights.INPUTS, SeedHeadWeights.HIDDEN_UNITS, random),
            bias("hidden", SeedHeadWeights.HIDDEN_UNITS),
            kernel("output", SeedHeadWeights.HIDDEN_UNITS, SeedHeadWeights.CLASSES, random),
            bias("output", SeedHeadWeights.CLASSES)));
  }

  /** {@code glorot_uniform}: up to the root of 6 / (inputs + outputs) to either side of 0. */
  private static WeightTensor kernel(String layer, int inputs, int outputs, Random random) {
    float limit = (float) Math.sqrt(6.0 / (inputs + outputs));
    float[] values = new float[inputs * outputs];
    for (int index = 0; index < values.length; index++) {
      values[index] = limit * (2 * random.nextFloat() - 1);
    }
    return new WeightTensor(layer + "/kernel", List.of(inputs, outputs), values);
  }

  private static WeightTensor bias(String layer, int units) {
    return new WeightTensor(layer + "/bias", List.of(units), new float[units]);
  }
}
