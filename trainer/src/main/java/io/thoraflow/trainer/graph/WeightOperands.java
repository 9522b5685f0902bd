package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Where the weights of a graph are kept. */
@FunctionalInterface
public interface WeightOperands {
  /** A new operand with the tensor's values. */
  Operand<TFloat32> add(WeightTensor weights);
}
