package io.thoraflow.trainer.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One convolution of ResNet-50 and the batch normalisation behind it.
 *
 * @param name what Keras names the pair, without {@code _conv} or {@code _bn}
 * @param kernelSize height and width of the kernel
 * @param inputChannels channels read
 * @param outputChannels channels written
 * @param stride in both directions
 */
public record ConvolutionLayer(
    String name, int kernelSize, int inputChannels, int outputChannels, int stride) {

  public String convolution() {
    return name + "_conv";
  }

  public String normalization() {
    return name + "_bn";
  }

  /** Names and shapes of the layer's six tensors, in Keras's order. */
  public Map<String, List<Integer>> tensors() {
    Map<String, List<Integer>> tensors = new LinkedHashMap<>();
    tensors.put(
        convolution() + "/kernel", List.of(kernelSize, kernelSize, inputChannels, outputChannels));
    tensors.put(convolution() + "/bias", List.of(outputChannels));
    for (String parameter : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
      tensors.put(normalization() + "/" + parameter, List.of(outputChannels));
    }
    return tensors;
  }
}
