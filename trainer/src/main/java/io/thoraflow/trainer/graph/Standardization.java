package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Shifts and scales each feature to mean 0 and standard deviation 1 over the training images.
 *
 * @param centre mean of each feature
 * @param spread standard deviation of each feature
 */
public record Standardization(WeightTensor centre, WeightTensor spread) {
  /** Keeps a feature that hardly varies in training from exploding elsewhere. */
  private static final double MIN_SPREAD = 1e-3;

  private static final String CENTRE = "head/centre";
  private static final String SPREAD = "head/spread";

  /**
   * Measures {@code log1p} of the features.
   *
   * @param rows features of the training images, each {@code [features]} and at least 0
   */
  public static Standardization ofLog1p(List<float[]> rows) {
    int features = rows.get(0).length;
    float[] centre = new float[features];
    float[] spread = new float[features];
    for (int feature = 0; feature < features; feature++) {
      double sum = 0;
      double squares = 0;
      for (float[] row : rows) {
        double value = Math.log1p(row[feature]);
        sum += value;
        squares += value * value;
      }
      double mean = sum / rows.size();
      double variance = Math.max(0, squares / rows.size() - mean * mean);
      centre[feature] = (float) mean;
      spread[feature] = (float) Math.max(MIN_SPREAD, Math.sqrt(variance));
    }
    return new Standardization(
        new WeightTensor(CENTRE, List.of(features), centre),
        new WeightTensor(SPREAD, List.of(features), spread));
  }

  /**
   * @param tensors by their own names, each {@code [features]}
   * @throws io.thoraflow.trainer.weights.InvalidModelException if one is missing, misshapen, or a
   *     spread is not above 0
   */
  static Standardization of(int features, Map<String, WeightTensor> tensors) {
    List<Integer> shape = List.of(features);
    return new Standardization(
        WeightTensor.present(tensors, CENTRE).verified(shape),
        WeightTensor.present(tensors, SPREAD).verified(shape).verifiedPositive());
  }

  /** The number of features. */
  public int size() {
    return centre.shape().get(0);
  }

  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> features) {
    return tf.math.div(
        tf.math.sub(features, tf.constant(centre.toArray())), tf.constant(spread.toArray()));
  }
}
