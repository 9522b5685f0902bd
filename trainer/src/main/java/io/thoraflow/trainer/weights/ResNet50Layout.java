package io.thoraflow.trainer.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The layers of ResNet-50 v1 without its classifier, as in {@code keras.applications.ResNet50}: a
 * 7x7 stem and four stacks of bottleneck blocks, 53 convolutions and 23,587,712 weights in all.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al., Deep Residual Learning for Image
 *     Recognition</a>
 */
public final class ResNet50Layout {
  /** Keras's {@code epsilon} of every batch normalisation in this network. */
  public static final double NORMALIZATION_EPSILON = 1.001e-5;

  /** Height and width of the image. */
  public static final int IMAGE_SIZE = 224;

  /** Height and width of the last feature map. */
  public static final int MAP_SIZE = 7;

  /** Channels of the last feature map. */
  public static final int MAP_CHANNELS = 2048;

  public static final ConvolutionLayer STEM = new ConvolutionLayer("conv1", 7, 3, 64, 2);

  /** The four stacks, {@code conv2} to {@code conv5}. */
  public static final List<List<Bottleneck>> STACKS =
      List.of(
          stack(2, 3, 64, 64, 1),
          stack(3, 4, 256, 128, 2),
          stack(4, 6, 512, 256, 2),
          stack(5, 3, 1024, 512, 2));

  /** Names and shapes of all 318 tensors, convolution by convolution. */
  public static final Map<String, List<Integer>> TENSORS = tensors();

  private ResNet50Layout() {}

  /** All convolutions in the order in which Keras computes them. */
  public static Stream<ConvolutionLayer> layers() {
    return Stream.concat(
        Stream.of(STEM),
        STACKS.stream().flatMap(List::stream).flatMap(block -> block.layers().stream()));
  }

  private static List<Bottleneck> stack(
      int number, int blocks, int inputChannels, int width, int stride) {
    List<Bottleneck> stack = new ArrayList<>();
    for (int block = 1; block <= blocks; block++) {
      boolean first = block == 1;
      stack.add(
          Bottleneck.of(
              "conv%d_block%d".formatted(number, block),
              first ? inputChannels : 4 * width,
              width,
              first ? stride : 1,
              first));
    }
    return List.copyOf(stack);
  }

  private static Map<String, List<Integer>> tensors() {
    Map<String, List<Integer>> tensors = new LinkedHashMap<>();
    layers().forEach(layer -> tensors.putAll(layer.tensors()));
    return Collections.unmodifiableMap(tensors);
  }
}
