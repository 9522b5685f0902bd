package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.Bottleneck;
import io.thoraflow.trainer.weights.ConvolutionLayer;
import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;

/**
 * Builds ResNet-50 v1 without its classifier, as {@code keras.applications.ResNet50} computes it at
 * inference, with every batch normalisation folded into its convolution.
 */
public final class ResNet50Graph {
  private static final String EXPLICIT = "EXPLICIT";

  /** Before and after each of batch, rows, columns and channels. */
  private static final List<Long> STEM_PADDING = List.of(0L, 0L, 3L, 3L, 3L, 3L, 0L, 0L);

  private final Ops tf;
  private final WeightVariables variables;
  private final BackboneWeights weights;

  private ResNet50Graph(Ops tf, WeightVariables variables, BackboneWeights weights) {
    this.tf = tf;
    this.variables = variables;
    this.weights = weights;
  }

  /**
   * @param channels preprocessed images, {@code [N, 224, 224, 3]}
   */
  public static FeatureMaps build(
      Ops tf, WeightVariables variables, BackboneWeights weights, Operand<TFloat32> channels) {
    return new ResNet50Graph(tf.withSubScope("resnet50"), variables, weights).maps(channels);
  }

  private FeatureMaps maps(Operand<TFloat32> channels) {
    Operand<TFloat32> map = stem(channels);
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (List<Bottleneck> stack : ResNet50Layout.STACKS) {
      for (Bottleneck block : stack) {
        map = bottleneck(block, map);
      }
      outputs.add(map);
    }
    return new FeatureMaps(outputs.get(1), outputs.get(2), outputs.get(3));
  }

  /** Pads explicitly, as Keras's padding layers do: "SAME" would shift the image by one pixel. */
  private Operand<TFloat32> stem(Operand<TFloat32> channels) {
    return maximum(
        tf.nn.relu(
            convolution(
                ResNet50Layout.STEM, channels, EXPLICIT, Conv2d.explicitPaddings(STEM_PADDING))));
  }

  /**
   * Maxima of 3 x 3 pixels, every second one, of a map that is at least 0. An operation without a
   * typed builder: the one that has one cannot pad, and has no kernel of oneDNN.
   */
  private Operand<TFloat32> maximum(Operand<TFloat32> map) {
    OperationBuilder builder = tf.scope().opBuilder("MaxPool", "MaxPool");
    builder.addInput(map.asOutput());
    builder.setAttr("ksize", new long[] {1, 3, 3, 1});
    builder.setAttr("strides", new long[] {1, 2, 2, 1});
    builder.setAttr("padding", EXPLICIT);
    builder.setAttr("explicit_paddings", new long[] {0, 0, 1, 1, 1, 1, 0, 0});
    return builder.build().<TFloat32>output(0);
  }

  private Operand<TFloat32> bottleneck(Bottleneck block, Operand<TFloat32> input) {
    Operand<TFloat32> reduced = tf.nn.relu(convolution(block.reduce(), input, "VALID"));
    Operand<TFloat32> spatial = tf.nn.relu(convolution(block.spatial(), reduced, "SAME"));
    Operand<TFloat32> expanded = convolution(block.expand(), spatial, "VALID");
    Operand<TFloat32> shortcut =
        block.projection().map(projection -> convolution(projection, input, "VALID")).orElse(input);
    return tf.nn.relu(tf.math.add(shortcut, expanded));
  }

  private Operand<TFloat32> convolution(
      ConvolutionLayer layer, Operand<TFloat32> input, String padding, Conv2d.Options... options) {
    FoldedConvolution folded = FoldedConvolution.fold(weights, layer);
    Conv2d<TFloat32> convolved =
        tf.nn.conv2d(
            input,
            variables.add(folded.kernel()),
            List.of(1L, (long) layer.stride(), (long) layer.stride(), 1L),
            padding,
            options);
    return tf.nn.biasAdd(convolved, variables.add(folded.bias()));
  }
}
