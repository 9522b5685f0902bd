package io.thoraflow.trainer.evaluate;

/** The measures of a model, in the order of reports. */
public enum Metric {
  AUROC("auroc"),
  AVERAGE_PRECISION("averagePrecision"),
  ACCURACY("accuracy"),
  SENSITIVITY("sensitivity"),
  SPECIFICITY("specificity"),
  CALIBRATION_ERROR("calibrationError"),
  BRIER("brier"),
  LOG_LOSS("logLoss");

  private final String text;

  Metric(String text) {
    this.text = text;
  }

  /** The name in manifests and {@code metrics.json}. */
  public String text() {
    return text;
  }
}
