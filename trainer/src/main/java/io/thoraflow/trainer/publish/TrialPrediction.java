package io.thoraflow.trainer.publish;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads a SavedModel as a worker would and lets it predict, before anybody depends on it. */
final class TrialPrediction {
  /** Largest difference that other processors' rounding may make. */
  static final double TOLERANCE = 1e-4;

  private static final double SUM_TOLERANCE = 1e-5;

  private TrialPrediction() {}

  /**
   * @param images model inputs
   * @return the inputs with the probabilities that every loaded copy must reproduce
   * @throws InvalidModelException if the model cannot be loaded, its signatures or weights are
   *     wrong, or its outputs are not what they should be
   */
  static ModelManifest.Reference run(Path folder, List<byte[]> images, boolean familiarity) {
    try (SavedModel model = SavedModel.load(folder)) {
      model.verifyFiniteWeights();
      SavedModel.Diagnoses diagnoses = model.explain(images);
      List<Double> probabilities = new ArrayList<>();
      for (int image = 0; image < images.size(); image++) {
        verify(diagnoses, image, familiarity);
        probabilities.add((double) diagnoses.probabilities()[image][1]);
      }
      return new ModelManifest.Reference(images, probabilities, TOLERANCE);
    }
  }

  private static void verify(SavedModel.Diagnoses diagnoses, int image, boolean familiarity) {
    float[] probabilities = diagnoses.probabilities()[image];
    for (float probability : probabilities) {
      require(probability >= 0 && probability <= 1, "probability", probability, "0 to 1");
    }
    double sum = (double) probabilities[0] + probabilities[1];
    require(Math.abs(sum - 1) <= SUM_TOLERANCE, "sum of the probabilities", sum, "1");
    for (float logit : diagnoses.logits()[image]) {
      require(Float.isFinite(logit), "logit", logit, "finite");
    }
    for (float value : diagnoses.heatmaps()[image]) {
      require(value >= 0 && value <= 1, "heatmap value", value, "0 to 1");
    }
    float score = diagnoses.familiarity()[image];
    require(!familiarity || Float.isFinite(score), "familiarity", score, "finite");
  }

  private static void require(boolean right, String what, Number found, String needed) {
    if (!right) {
      throw new InvalidModelException(
          "a trial prediction gave the %s %s, but must give %s".formatted(what, found, needed));
    }
  }
}
