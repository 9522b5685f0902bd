package io.thoraflow.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Predictions made up for tests. */
final class Readings {
  private Readings() {}

  /** One patient for each X-ray; labels and logits in pairs. */
  static List<Prediction> of(double... labelsAndLogits) {
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < labelsAndLogits.length; i += 2) {
      predictions.add(
          new Prediction("x" + i, "p" + i, (int) labelsAndLogits[i], labelsAndLogits[i + 1]));
    }
    return predictions;
  }

  /**
   * @param separation of the classes' mean logits
   * @param perPatient X-rays of each patient
   */
  static List<Prediction> normal(int count, double separation, int perPatient, long seed) {
    Random random = new Random(seed);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int patient = i / perPatient;
      int label = patient % 2;
      predictions.add(
          new Prediction(
              "x" + i, "p" + patient, label, separation * (label - 0.5) + random.nextGaussian()));
    }
    return predictions;
  }
}
