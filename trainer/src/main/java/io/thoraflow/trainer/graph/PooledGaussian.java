package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How probable the means of the last map are under a Gaussian of the training images, as log
 * density in nats for each dimension.
 *
 * <p>The Gaussian is that of probabilistic principal component analysis (M. E. Tipping and C. M.
 * Bishop, Probabilistic Principal Component Analysis, J. R. Statist. Soc. B 61 (1999), 611-622): a
 * few components have variances of their own, all other directions share one. That shrinks what
 * some thousand images cannot tell, and takes half a megabyte instead of a covariance's sixteen.
 * Features are at least 0 and long-tailed, so their log1p is modelled.
 *
 * @param mean of log1p of the features, {@code [features]}
 * @param components orthonormal, one a column, {@code [features, components]}
 * @param variances along the components, each above 0, {@code [components]}
 * @param residual the variance along every other direction, above 0, {@code [1]}
 */
public record PooledGaussian(
    WeightTensor mean, WeightTensor components, WeightTensor variances, WeightTensor residual)
    implements Familiarity {
  /** The number of features: the last map's channels. */
  public static final int FEATURES = ResNet50Layout.MAP_CHANNELS;

  private static final String MEAN = "familiarity/mean";
  private static final String COMPONENTS = "familiarity/components";
  private static final String VARIANCES = "familiarity/variances";
  private static final String RESIDUAL = "familiarity/residual";

  /**
   * @throws io.thoraflow.trainer.weights.InvalidModelException naming the first tensor that is
   *     misshapen or holds what it must not
   */
  public PooledGaussian {
    int count = variances.values().remaining();
    mean = mean.named(MEAN).verified(List.of(FEATURES));
    components = components.named(COMPONENTS).verified(List.of(FEATURES, count));
    variances = variances.named(VARIANCES).verified(List.of(count)).verifiedPositive();
    residual = residual.named(RESIDUAL).verified(List.of(1)).verifiedPositive();
  }

  /**
   * @param tensors by the names that {@link #weights} has
   * @throws io.thoraflow.trainer.weights.InvalidModelException if one is missing or wrong
   */
  public static PooledGaussian of(Map<String, WeightTensor> tensors) {
    return new PooledGaussian(
        WeightTensor.present(tensors, MEAN),
        WeightTensor.present(tensors, COMPONENTS),
        WeightTensor.present(tensors, VARIANCES),
        WeightTensor.present(tensors, RESIDUAL));
  }

  @Override
  public Operand<TFloat32> score(Ops tf, WeightVariables variables, FeatureMaps maps) {
    return score(tf, variables, tf.math.mean(maps.conv5(), tf.constant(new int[] {1, 2})));
  }

  /**
   * As {@link #score(Ops, WeightVariables, FeatureMaps)}, of features that are pooled already.
   *
   * @param pooled {@code [N, features]}
   * @return {@code [N]}
   */
  public Operand<TFloat32> score(Ops tf, WeightVariables variables, Operand<TFloat32> pooled) {
    Operand<TFloat32> centred = tf.math.sub(tf.math.log1p(pooled), variables.add(mean));
    Operand<TFloat32> along = tf.math.square(tf.linalg.matMul(centred, variables.add(components)));
    Operand<TFloat32> across = tf.math.sub(sum(tf, tf.math.square(centred)), sum(tf, along));
    Operand<TFloat32> distance =
        tf.math.add(
            sum(tf, tf.math.div(along, variables.add(variances))),
            tf.math.div(tf.math.maximum(across, tf.constant(0f)), variables.add(residual)));
    return tf.math.sub(
        tf.constant((float) peak()), tf.math.div(distance, tf.constant(2f * FEATURES)));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> rows) {
    return tf.reduceSum(rows, tf.constant(1));
  }

  /** The log density of the mean for each dimension: the highest score. */
  double peak() {
    double logDeterminant =
        (FEATURES - variances.values().remaining()) * Math.log(residual.values().get(0));
    for (float variance : variances.toArray()) {
      logDeterminant += Math.log(variance);
    }
    return -(Math.log(2 * Math.PI) + logDeterminant / FEATURES) / 2;
  }

  public List<WeightTensor> weights() {
    return List.of(mean, components, variances, residual);
  }
}
