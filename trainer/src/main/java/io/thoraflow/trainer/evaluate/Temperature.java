package io.thoraflow.trainer.evaluate;

import java.util.List;

/**
 * Temperature scaling: one number that divides all logits, so that probabilities fit what is
 * observed; the ranking stays.
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al. 2017, On Calibration of Modern Neural
 *     Networks</a>
 */
public final class Temperature {
  /** Beyond these a model is not badly calibrated but broken. */
  private static final double LOWEST = 0.05;

  private static final double HIGHEST = 20;
  private static final int STEPS = 60;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private Temperature() {}

  /**
   * Minimises the log loss, which has one minimum, by golden-section search over the logarithm.
   *
   * @param predictions of the validation side
   */
  public static double fit(List<Prediction> predictions) {
    double low = Math.log(LOWEST);
    double high = Math.log(HIGHEST);
    for (int step = 0; step < STEPS; step++) {
      double left = high - GOLDEN * (high - low);
      double right = low + GOLDEN * (high - low);
      if (loss(predictions, Math.exp(left)) <= loss(predictions, Math.exp(right))) {
        high = right;
      } else {
        low = left;
      }
    }
    return Math.exp((low + high) / 2);
  }

  private static double loss(List<Prediction> predictions, double temperature) {
    return Calibration.logLoss(
        Columns.probabilities(predictions, temperature),
        Columns.labels(predictions),
        Columns.once(predictions.size()));
  }
}
