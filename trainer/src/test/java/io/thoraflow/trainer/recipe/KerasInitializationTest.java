package io.thoraflow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KerasInitializationTest {
  @Test
  void kernelsAreGlorotUniformAndBiasesZero() {
    var layers = KerasInitialization.seedHead(1).layers();

    assertUniform(layers.hiddenKernel(), Math.sqrt(6.0 / (100352 + 128)), 0.001);
    assertUniform(layers.outputKernel(), Math.sqrt(6.0 / (128 + 2)), 0.1);
    assertThat(layers.hiddenBias().toArray()).containsOnly(0f);
    assertThat(layers.outputBias().toArray()).containsOnly(0f);
  }

  @Test
  void everySeedHasItsOwnWeights() {
    float[] first = KerasInitialization.seedHead(1).layers().outputKernel().toArray();
    assertThat(KerasInitialization.seedHead(1).layers().outputKernel().toArray()).isEqualTo(first);
    assertThat(KerasInitialization.seedHead(2).layers().outputKernel().toArray())
        .isNotEqualTo(first);
  }

  /** Reach, mean and variance of the uniform distribution. */
  private static void assertUniform(WeightTensor kernel, double limit, double tolerance) {
    float[] values = kernel.toArray();
    double[] relative =
        IntStream.range(0, values.length).mapToDouble(index -> values[index] / limit).toArray();
    assertThat(Arrays.stream(relative).max().orElseThrow()).isBetween(0.98, 1 + 1e-6);
    assertThat(Arrays.stream(relative).min().orElseThrow()).isBetween(-1 - 1e-6, -0.98);
    assertThat(Arrays.stream(relative).average().orElseThrow()).isCloseTo(0, within(tolerance));
    assertThat(Arrays.stream(relative).map(value -> value * value).average().orElseThrow())
        .isCloseTo(1 / 3.0, within(tolerance));
  }
}
