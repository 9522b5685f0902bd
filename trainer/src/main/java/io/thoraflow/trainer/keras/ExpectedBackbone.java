package io.thoraflow.trainer.keras;

import io.thoraflow.trainer.weights.Bottleneck;
import io.thoraflow.trainer.weights.ConvolutionLayer;
import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * Every layer of {@code keras.applications.ResNet50(include_top=False)} and what it reads.
 *
 * <p>They come in the order of Keras's {@code model.layers}, which is the order of the weights in
 * its files: where a block projects its shortcut, that convolution stands beside the last one, and
 * both normalisations follow.
 */
final class ExpectedBackbone {
  private final List<ExpectedLayer> layers = new ArrayList<>();

  private ExpectedBackbone() {}

  /**
   * @param input the name of the model's input layer, which Keras numbers as it goes
   */
  static List<ExpectedLayer> layers(String input) {
    ExpectedBackbone backbone = new ExpectedBackbone();
    String last = backbone.stem(input);
    for (List<Bottleneck> stack : ResNet50Layout.STACKS) {
      for (Bottleneck block : stack) {
        last = backbone.bottleneck(block, last);
      }
    }
    return List.copyOf(backbone.layers);
  }

  private String stem(String input) {
    String padded = padding("conv1_pad", input, 3);
    String normalized = convolution(ResNet50Layout.STEM, padded, "valid");
    String activated = relu("conv1_relu", normalized);
    String poolPadded = padding("pool1_pad", activated, 1);
    return add(
        new ExpectedLayer(
            "pool1_pool",
            "MaxPooling2D",
            List.of(poolPadded),
            List.of(
                LayerSetting.of("pool_size", "[3,3]", "[2,2]"),
                LayerSetting.of("strides", "[2,2]", "null"),
                LayerSetting.of("padding", "\"valid\"", "\"valid\""),
                channelsLast())));
  }

  private String bottleneck(Bottleneck block, String input) {
    String name = block.name();
    String reduced = relu(name + "_1_relu", convolution(block.reduce(), input, "valid"));
    String spatial = relu(name + "_2_relu", convolution(block.spatial(), reduced, "same"));
    block.projection().ifPresent(projection -> linear(projection, input, "valid"));
    linear(block.expand(), spatial, "valid");
    String shortcut = block.projection().map(this::normalization).orElse(input);
    String expanded = normalization(block.expand());
    String sum =
        add(new ExpectedLayer(name + "_add", "Add", List.of(shortcut, expanded), List.of()));
    return relu(name + "_out", sum);
  }

  private String convolution(ConvolutionLayer layer, String input, String padding) {
    linear(layer, input, padding);
    return normalization(layer);
  }

  private void linear(ConvolutionLayer layer, String input, String padding) {
    add(
        new ExpectedLayer(
            layer.convolution(),
            "Conv2D",
            List.of(input),
            List.of(
                LayerSetting.of("filters", "" + layer.outputChannels(), "null"),
                LayerSetting.of("kernel_size", pair(layer.kernelSize()), "null"),
                LayerSetting.of("strides", pair(layer.stride()), "[1,1]"),
                LayerSetting.of("padding", '"' + padding + '"', "\"valid\""),
                LayerSetting.of("dilation_rate", "[1,1]", "[1,1]"),
                LayerSetting.of("groups", "1", "1"),
                LayerSetting.of("activation", "\"linear\"", "\"linear\""),
                LayerSetting.of("use_bias", "true", "true"),
                channelsLast())));
  }

  private String normalization(ConvolutionLayer layer) {
    return add(
        new ExpectedLayer(
            layer.normalization(),
            "BatchNormalization",
            List.of(layer.convolution()),
            List.of(
                LayerSetting.of("axis", "3", "-1"),
                LayerSetting.of("epsilon", "" + ResNet50Layout.NORMALIZATION_EPSILON, "0.001"),
                LayerSetting.of("center", "true", "true"),
                LayerSetting.of("scale", "true", "true"))));
  }

  private String padding(String name, String input, int pixels) {
    String sides = "[%s,%s]".formatted(pair(pixels), pair(pixels));
    return add(
        new ExpectedLayer(
            name,
            "ZeroPadding2D",
            List.of(input),
            List.of(LayerSetting.of("padding", sides, "[[1,1],[1,1]]"), channelsLast())));
  }

  private String relu(String name, String input) {
    return add(
        new ExpectedLayer(
            name,
            "Activation",
            List.of(input),
            List.of(LayerSetting.of("activation", "\"relu\"", "null"))));
  }

  private String add(ExpectedLayer layer) {
    layers.add(layer);
    return layer.name();
  }

  private static LayerSetting channelsLast() {
    return LayerSetting.of("data_format", "\"channels_last\"", "\"channels_last\"");
  }

  private static String pair(int extent) {
    return "[%d,%d]".formatted(extent, extent);
  }
}
