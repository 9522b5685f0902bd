package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The trainable part behind the frozen backbone. */
public interface Head {
  /** What the head reads. */
  FeatureView view();

  /**
   * Adds the head to a graph.
   *
   * @param variables takes up the head's weights
   * @param features what {@link #view} gives
   * @return logits, {@code [N, 2]}: NORMAL, PNEUMONIA
   */
  Operand<TFloat32> logits(Ops tf, WeightVariables variables, Operand<TFloat32> features);

  /** The weights, those included that are not trained. */
  List<WeightTensor> weights();

  /**
   * The same head with other weights.
   *
   * @param weights by the names that {@link #logits} gave its variables
   */
  Head with(Map<String, WeightTensor> weights);
}
