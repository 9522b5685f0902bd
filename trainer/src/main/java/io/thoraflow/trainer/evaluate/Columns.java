package io.thoraflow.trainer.evaluate;

import java.util.Arrays;
import java.util.List;

/** Predictions column by column, as the measures take them. */
final class Columns {
  private Columns() {}

  /** 0 NORMAL, 1 PNEUMONIA. */
  static int[] labels(List<Prediction> predictions) {
    return predictions.stream().mapToInt(Prediction::label).toArray();
  }

  static double[] logits(List<Prediction> predictions) {
    return predictions.stream().mapToDouble(Prediction::logit).toArray();
  }

  /** Of PNEUMONIA. */
  static double[] probabilities(List<Prediction> predictions, double temperature) {
    return predictions.stream().mapToDouble(each -> each.probability(temperature)).toArray();
  }

  /** The weights that let every X-ray count once. */
  static int[] once(int xrays) {
    int[] weights = new int[xrays];
    Arrays.fill(weights, 1);
    return weights;
  }
}
