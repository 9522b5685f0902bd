package io.thoraflow.trainer.evaluate;

/**
 * What a model says of an X-ray whose label is known.
 *
 * @param sha256 identity of the X-ray
 * @param patient X-rays of one patient count together where chance is judged; never logged
 * @param label 0 NORMAL, 1 PNEUMONIA
 * @param logit of PNEUMONIA minus that of NORMAL, before any temperature
 */
public record Prediction(String sha256, String patient, int label, double logit) {
  public Prediction {
    if (label != 0 && label != 1) {
      throw new IllegalArgumentException("label must be 0 or 1, but is " + label);
    }
    if (!Double.isFinite(logit)) {
      throw new IllegalArgumentException("logit must be finite, but is " + logit);
    }
  }

  /**
   * Probability of PNEUMONIA.
   *
   * @param temperature divides the logit
   */
  public double probability(double temperature) {
    return 1 / (1 + Math.exp(-logit / temperature));
  }

  /** Hides the patient. */
  @Override
  public String toString() {
    return "Prediction[%s, label %d, logit %.3f]".formatted(sha256, label, logit);
  }
}
