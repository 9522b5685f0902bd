package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Metric;

/** Metrics for people. */
final class MetricWords {
  private MetricWords() {}

  static String title(Metric metric) {
    return switch (metric) {
      case AUROC -> "AUROC";
      case AVERAGE_PRECISION -> "Average precision";
      case ACCURACY -> "Accuracy";
      case SENSITIVITY -> "Sensitivity";
      case SPECIFICITY -> "Specificity";
      case CALIBRATION_ERROR -> "Calibration error (ECE)";
      case BRIER -> "Brier score";
      case LOG_LOSS -> "Log loss";
    };
  }

  static String abbreviation(Metric metric) {
    return switch (metric) {
      case AVERAGE_PRECISION -> "AP";
      case CALIBRATION_ERROR -> "ECE";
      default -> title(metric);
    };
  }

  static boolean isBetterWhenLower(Metric metric) {
    return switch (metric) {
      case CALIBRATION_ERROR, BRIER, LOG_LOSS -> true;
      default -> false;
    };
  }
}
