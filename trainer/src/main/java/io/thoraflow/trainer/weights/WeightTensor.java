package io.thoraflow.trainer.weights;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * One named weight tensor of a model.
 *
 * @param name {@code layer/parameter}, for instance {@code conv1_conv/kernel}
 * @param shape extents, outermost first; convolution kernels are {@code [height, width, in, out]},
 *     dense kernels {@code [in, out]}
 * @param values row-major; read-only
 */
public record WeightTensor(String name, List<Integer> shape, FloatBuffer values) {
  public WeightTensor {
    shape = List.copyOf(shape);
    values = values.asReadOnlyBuffer();
    if (values.remaining() != elements(shape)) {
      throw new InvalidModelException(
          "weight %s of shape %s needs %d values, but has %d"
              .formatted(name, shape, elements(shape), values.remaining()));
    }
  }

  public WeightTensor(String name, List<Integer> shape, float[] values) {
    this(name, shape, FloatBuffer.wrap(values));
  }

  /**
   * One of several tensors.
   *
   * @throws InvalidModelException if there is none of that name
   */
  public static WeightTensor present(Map<String, WeightTensor> tensors, String name) {
    WeightTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidModelException("weight %s is missing".formatted(name));
    }
    return tensor;
  }

  /** A view with a position of its own. */
  @Override
  public FloatBuffer values() {
    return values.duplicate();
  }

  /** A copy of the values. */
  public float[] toArray() {
    float[] copy = new float[values.remaining()];
    values().get(copy);
    return copy;
  }

  public WeightTensor named(String otherName) {
    return new WeightTensor(otherName, shape, values());
  }

  /**
   * Checks what a reader cannot know: the shape that the model needs, and that every value is
   * finite.
   *
   * @return this
   * @throws InvalidModelException naming the tensor, what was found and what is needed
   */
  public WeightTensor verified(List<Integer> neededShape) {
    if (!shape.equals(neededShape)) {
      throw new InvalidModelException(
          "weight %s has shape %s, but must have %s".formatted(name, shape, neededShape));
    }
    FloatBuffer remaining = values();
    for (int index = 0; remaining.hasRemaining(); index++) {
      float value = remaining.get();
      if (!Float.isFinite(value)) {
        throw new InvalidModelException(
            "weight %s must be finite, but value %d is %s".formatted(name, index, value));
      }
    }
    return this;
  }

  /**
   * @return this
   * @throws InvalidModelException naming the tensor unless every value is above 0
   */
  public WeightTensor verifiedPositive() {
    for (float value : toArray()) {
      if (!(value > 0)) {
        throw new InvalidModelException(
            "weight %s must be above 0, but holds %s".formatted(name, value));
      }
    }
    return this;
  }

  /** The number of values of a tensor of this shape. */
  public static int elements(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
