package io.thoraflow.trainer.weights;

import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of one ResNet-50 backbone: complete, of the right shapes and finite.
 *
 * <p>Names are those of {@code keras.applications.ResNet50}: {@code conv2_block1_1_conv/kernel},
 * {@code conv2_block1_1_bn/moving_variance} and so on.
 */
public final class BackboneWeights {
  private final Map<String, WeightTensor> tensors;

  private BackboneWeights(Map<String, WeightTensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * @param found in any order; tensors that the backbone does not have are ignored
   * @throws InvalidModelException naming the first tensor that is missing, misshapen or not finite
   */
  public static BackboneWeights of(Collection<WeightTensor> found) {
    Map<String, WeightTensor> byName = new LinkedHashMap<>();
    found.forEach(tensor -> byName.put(tensor.name(), tensor));
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    ResNet50Layout.TENSORS.forEach(
        (name, shape) -> tensors.put(name, present(byName, name, shape).verified(shape)));
    return new BackboneWeights(Collections.unmodifiableMap(tensors));
  }

  /** The tensors in the order of {@link ResNet50Layout#TENSORS}. */
  public Collection<WeightTensor> tensors() {
    return tensors.values();
  }

  /** The values of one tensor, for instance {@code conv1_conv/kernel}. */
  public FloatBuffer values(String name) {
    return tensors.get(name).values();
  }

  /**
   * SHA-256 of all values, little-endian float32 in the order of {@link ResNet50Layout#TENSORS}:
   * the same for the same weights, whatever file they came from.
   */
  public String fingerprint() {
    return WeightsFingerprint.of(tensors());
  }

  private static WeightTensor present(
      Map<String, WeightTensor> found, String name, List<Integer> shape) {
    WeightTensor tensor = found.get(name);
    if (tensor == null) {
      throw new InvalidModelException("weight %s of shape %s is missing".formatted(name, shape));
    }
    return tensor;
  }
}
