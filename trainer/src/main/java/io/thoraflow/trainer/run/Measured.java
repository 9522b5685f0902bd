package io.thoraflow.trainer.run;

import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Folds;
import io.thoraflow.trainer.evaluate.Prediction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a head reads the sets of a run.
 *
 * @param point chosen on the validation side
 * @param predictions by the name of the set
 * @param crossFitted for each fold of the validation side, what is said of all its X-rays by the
 *     head that was chosen without that fold
 * @param folds of the validation side's patients
 * @param evaluations of these at that point
 * @param resemblance empty where the recipe fits no familiarity
 */
record Measured(
    OperatingPoint point,
    Map<String, List<Prediction>> predictions,
    List<List<Prediction>> crossFitted,
    Folds folds,
    Map<String, Evaluation> evaluations,
    Optional<Resemblance> resemblance) {
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  List<Prediction> validation() {
    return predictions.get(VALIDATION);
  }

  static Measured at(
      OperatingPoint point,
      Map<String, List<Prediction>> predictions,
      List<List<Prediction>> crossFitted,
      Folds folds,
      Optional<Resemblance> resemblance) {
    Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    predictions.forEach(
        (name, set) ->
            evaluations.put(name, Evaluation.of(set, point.temperature(), point.threshold())));
    return new Measured(point, predictions, crossFitted, folds, evaluations, resemblance);
  }
}
