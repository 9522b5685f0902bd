package io.thoraflow.trainer.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.ConvolutionLayer;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FoldedConvolutionTest {
  private static final ConvolutionLayer LAYER =
      ResNet50Layout.layers()
          .filter(layer -> layer.name().equals("conv2_block1_1"))
          .findFirst()
          .orElseThrow();

  @Test
  void computesWhatConvolutionAndNormalisationCompute() {
    // Given a 1x1 convolution, so that one pixel's channels are a matrix product
    BackboneWeights weights = GeneratedWeights.backbone(3);
    SplittableRandom random = new SplittableRandom(4);
    double[] pixel = random.doubles(LAYER.inputChannels(), -1, 1).toArray();

    // When
    FoldedConvolution folded = FoldedConvolution.fold(weights, LAYER);

    // Then
    for (int channel = 0; channel < LAYER.outputChannels(); channel++) {
      double plain = value(weights, "_conv/bias", channel);
      double found = folded.bias().values().get(channel);
      for (int input = 0; input < pixel.length; input++) {
        int index = input * LAYER.outputChannels() + channel;
        plain += pixel[input] * value(weights, "_conv/kernel", index);
        found += pixel[input] * folded.kernel().values().get(index);
      }
      double normalized =
          (plain - value(weights, "_bn/moving_mean", channel))
                  / Math.sqrt(value(weights, "_bn/moving_variance", channel) + 1.001e-5)
                  * value(weights, "_bn/gamma", channel)
              + value(weights, "_bn/beta", channel);
      assertThat(found).isCloseTo(normalized, within(1e-5));
    }
  }

  @Test
  void aNegativeVarianceIsRefused() {
    // Given
    List<WeightTensor> tensors = new ArrayList<>(GeneratedWeights.backbone(3).tensors());
    float[] variance = new float[64];
    Arrays.fill(variance, 1);
    variance[5] = -0.5f;
    tensors.add(new WeightTensor("conv2_block1_1_bn/moving_variance", List.of(64), variance));
    BackboneWeights weights = BackboneWeights.of(tensors);

    // Then
    assertThatThrownBy(() -> FoldedConvolution.fold(weights, LAYER))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "weight conv2_block1_1_bn/moving_variance must not be negative, but channel 5 has -0.5");
  }

  private static double value(BackboneWeights weights, String parameter, int index) {
    return weights.values(LAYER.name() + parameter).get(index);
  }
}
