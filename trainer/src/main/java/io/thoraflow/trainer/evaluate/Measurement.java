package io.thoraflow.trainer.evaluate;

import java.util.EnumMap;
import java.util.Map;

/** A model's figures for any weights of the X-rays. */
final class Measurement {
  private final Ranking ranking;
  private final double[] probabilities;
  private final int[] labels;
  private final double threshold;

  Measurement(Ranking ranking, double[] probabilities, int[] labels, double threshold) {
    this.ranking = ranking;
    this.probabilities = probabilities;
    this.labels = labels;
    this.threshold = threshold;
  }

  Map<Metric, Interval> intervals(PatientBootstrap bootstrap, int[] once) {
    Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      intervals.put(
          metric,
          Interval.of(value(metric, once), bootstrap.draw(weights -> value(metric, weights))));
    }
    return intervals;
  }

  private double value(Metric metric, int[] weights) {
    return switch (metric) {
      case AUROC -> ranking.auroc(weights);
      case AVERAGE_PRECISION -> ranking.averagePrecision(weights);
      case ACCURACY -> confusion(weights).accuracy();
      case SENSITIVITY -> confusion(weights).sensitivity();
      case SPECIFICITY -> confusion(weights).specificity();
      case CALIBRATION_ERROR -> Calibration.error(probabilities, labels, weights);
      case BRIER -> Calibration.brier(probabilities, labels, weights);
      case LOG_LOSS -> Calibration.logLoss(probabilities, labels, weights);
    };
  }

  private Confusion confusion(int[] weights) {
    return Confusion.at(threshold, probabilities, labels, weights);
  }
}
