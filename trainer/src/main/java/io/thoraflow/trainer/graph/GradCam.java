package io.thoraflow.trainer.graph;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Shows which regions speak for pneumonia: Grad-CAM of the pneumonia logit.
 *
 * @see <a href="https://arxiv.org/abs/1610.02391">Selvaraju et al., Grad-CAM</a>
 */
final class GradCam {
  private static final float[] PNEUMONIA = {0, 1};

  private GradCam() {}

  /**
   * How strongly each channel of a map speaks for pneumonia, by the gradient of any head.
   *
   * @param logits {@code [N, 2]}, computed from {@code map}
   * @param map {@code [N, 7, 7, 2048]}
   * @return {@code [N, 1, 1, 2048]}
   */
  static Operand<TFloat32> importance(
      Graph graph, Ops tf, Operand<TFloat32> logits, Operand<TFloat32> map) {
    Ops scope = tf.withSubScope("gradcam");
    return scope.math.mean(
        gradient(graph, scope, logits, map), scope.constant(new int[] {1, 2}), Mean.keepDims(true));
  }

  /**
   * @param importance {@code [N, 1, 1, 2048]}
   * @param map {@code [N, 7, 7, 2048]}
   * @return {@code [N, 7, 7]}, from 0 to 1: its maximum is 1, or it is 0 throughout where nothing
   *     speaks for pneumonia
   */
  static Operand<TFloat32> heatmap(Ops tf, Operand<TFloat32> importance, Operand<TFloat32> map) {
    Ops scope = tf.withSubScope("gradcam");
    Operand<TFloat32> evidence =
        scope.nn.relu(
            scope.reduceSum(
                scope.math.mul(map, importance), scope.constant(3), new ReduceSum.Options[0]));
    Operand<TFloat32> strongest =
        scope.reduceMax(evidence, scope.constant(new int[] {1, 2}), ReduceMax.keepDims(true));
    return scope.math.divNoNan(evidence, strongest);
  }

  /**
   * The pneumonia logit's; a one-hot as the logits' own gradient avoids one through a selection.
   */
  private static Output<TFloat32> gradient(
      Graph graph, Ops tf, Operand<TFloat32> logits, Operand<TFloat32> map) {
    Operand<TFloat32> selected = tf.math.mul(tf.onesLike(logits), tf.constant(PNEUMONIA));
    return graph
        .addGradients(
            "gradcam/gradient",
            new Output<?>[] {logits.asOutput()},
            new Output<?>[] {map.asOutput()},
            new Output<?>[] {selected.asOutput()})[0]
        .expect(TFloat32.class);
  }
}
