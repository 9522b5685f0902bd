package io.thoraflow.trainer.weights;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One residual block of ResNet-50: 1x1, 3x3 and 1x1 convolutions beside a shortcut.
 *
 * @param name what Keras names it, for instance {@code conv3_block2}
 * @param reduce 1x1, carries the block's stride (ResNet v1)
 * @param spatial 3x3
 * @param expand 1x1
 * @param projection the shortcut's 1x1 convolution in the first block of a stack, else empty
 */
public record Bottleneck(
    String name,
    ConvolutionLayer reduce,
    ConvolutionLayer spatial,
    ConvolutionLayer expand,
    Optional<ConvolutionLayer> projection) {

  static Bottleneck of(String name, int inputChannels, int width, int stride, boolean projects) {
    return new Bottleneck(
        name,
        new ConvolutionLayer(name + "_1", 1, inputChannels, width, stride),
        new ConvolutionLayer(name + "_2", 3, width, width, 1),
        new ConvolutionLayer(name + "_3", 1, width, 4 * width, 1),
        projects
            ? Optional.of(new ConvolutionLayer(name + "_0", 1, inputChannels, 4 * width, stride))
            : Optional.empty());
  }

  /** Its convolutions in the order in which Keras computes them. */
  public List<ConvolutionLayer> layers() {
    return Stream.of(Stream.of(reduce, spatial), projection.stream(), Stream.of(expand))
        .flatMap(layers -> layers)
        .toList();
  }
}
