package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
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

  /**
   * Adds the head, and what its heat map is made of, to a graph.
   *
   * @param variables takes up the head's weights
   */
  default ExplainedLogits explain(
      Graph graph, Ops tf, WeightVariables variables, FeatureMaps maps) {
    Operand<TFloat32> logits = logits(tf, variables, view().of(tf, maps));
    return new ExplainedLogits(logits, GradCam.importance(graph, tf, logits, maps.conv5()));
  }

  /** The weights, those included that are not trained. */
  List<WeightTensor> weights();

  /**
   * The same head with other weights.
   *
   * @param weights by the names that {@link #logits} gave its variables
   */
  Head with(Map<String, WeightTensor> weights);
}
