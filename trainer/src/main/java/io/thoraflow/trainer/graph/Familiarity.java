package io.thoraflow.trainer.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Says how much an image resembles the training images; higher is more familiar. */
@FunctionalInterface
public interface Familiarity {
  /**
   * Adds the score to a graph.
   *
   * @param variables takes up the score's own weights
   * @return {@code [N]}; NaN where it is unknown
   */
  Operand<TFloat32> score(Ops tf, WeightVariables variables, FeatureMaps maps);

  /** For models whose training images are not known. */
  static Familiarity unknown() {
    return (tf, variables, maps) ->
        tf.fill(
            tf.slice(
                tf.shape(maps.conv5()), tf.constant(new int[] {0}), tf.constant(new int[] {1})),
            tf.constant(Float.NaN));
  }
}
