package io.thoraflow.trainer.evaluate;

import java.util.Arrays;
import java.util.List;

/** Chooses from which probability on an X-ray is called PNEUMONIA. */
public final class Threshold {
  private Threshold() {}

  /**
   * The highest threshold that still finds a share of the pneumonias: no more alarms than this
   * sensitivity costs. It lies half way to the next lower score, so that rounding decides nothing.
   *
   * @param predictions of the validation side, with at least one PNEUMONIA
   * @param sensitivity above 0, at most 1
   */
  public static double keeping(
      double sensitivity, List<Prediction> predictions, double temperature) {
    double[] positives =
        predictions.stream()
            .filter(prediction -> prediction.label() == 1)
            .mapToDouble(prediction -> prediction.probability(temperature))
            .sorted()
            .toArray();
    if (positives.length == 0) {
      throw new IllegalArgumentException("a threshold needs X-rays of PNEUMONIA, but has none");
    }
    int missed = positives.length - (int) Math.ceil(sensitivity * positives.length - 1e-9);
    double lowestFound = positives[Math.min(missed, positives.length - 1)];
    double below =
        Arrays.stream(Columns.probabilities(predictions, temperature))
            .filter(probability -> probability < lowestFound)
            .max()
            .orElse(lowestFound);
    return (lowestFound + below) / 2;
  }
}
