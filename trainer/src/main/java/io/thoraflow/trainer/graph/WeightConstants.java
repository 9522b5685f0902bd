package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Weights as constants, for a graph that is neither trained nor exported: oneDNN lays a constant
 * out once, but a variable anew at every call.
 */
public final class WeightConstants implements WeightOperands {
  private final Ops tf;

  public WeightConstants(Ops tf) {
    this.tf = tf;
  }

  @Override
  public Operand<TFloat32> add(WeightTensor weights) {
    try (TFloat32 tensor = Tensors.of(weights)) {
      return tf.constantOf(tensor);
    }
  }
}
