package io.thoraflow.worker.model;

/**
 * What a model says of one image.
 *
 * @param probability of PNEUMONIA, 0 to 1, temperature included
 * @param familiarity higher: more like the training images; NaN where the model gives none
 * @param heatmap 7 x 7, row-major, 0 to 1: where the model sees PNEUMONIA
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record Prediction(float probability, float familiarity, float[] heatmap) {
  /** Values in a heat map. */
  public static final int CELLS = 49;

  /** Whether the numbers can be believed: a broken model or device gives NaN. */
  public boolean isValid() {
    if (!(probability >= 0 && probability <= 1) || Float.isInfinite(familiarity)) {
      return false;
    }
    for (float value : heatmap) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The same, of a model of which it is known whether it gives a familiarity. */
  public boolean isValid(boolean givesFamiliarity) {
    return isValid() && (!givesFamiliarity || Float.isFinite(familiarity));
  }
}
