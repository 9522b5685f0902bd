package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Copies tensors into and out of TensorFlow. */
public final class Tensors {
  private Tensors() {}

  /** The values, row-major. */
  public static float[] toArray(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }

  /** The values as rows of the innermost {@code width} elements. */
  public static float[][] toRows(TFloat32 tensor, int width) {
    float[] values = toArray(tensor);
    float[][] rows = new float[values.length / width][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }
    return rows;
  }

  /** The caller closes it. */
  static TFloat32 of(WeightTensor weights) {
    return TFloat32.tensorOf(shape(weights), DataBuffers.of(weights.values()));
  }

  static Shape shape(WeightTensor weights) {
    return Shape.of(weights.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  static WeightTensor weights(String name, TFloat32 tensor) {
    return new WeightTensor(
        name,
        Arrays.stream(tensor.shape().asArray()).mapToObj(Math::toIntExact).toList(),
        toArray(tensor));
  }
}
