package io.thoraflow.trainer.run;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Gate;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.report.TrainingReport.Comparison;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The verdict on a candidate.
 *
 * @param comparison what it rests on; empty where nothing trained serves
 */
record Judged(Verdict verdict, Optional<Comparison> comparison) {
  /**
   * Asks the gate.
   *
   * @param serving what the candidate has to stand comparison with, where something serves
   */
  static Judged of(DataSet data, Measured measured, Recipe recipe, Optional<ServingModel> serving)
      throws IOException {
    Optional<ServingModel> rival = serving.filter(ServingModel::isComparable);
    if (rival.isEmpty()) {
      Gate.Reader candidate =
          new Gate.Reader(measured.crossFitted(), measured.folds(), recipe.rule());
      return new Judged(Gate.STANDARD.alone(candidate), Optional.empty());
    }
    Holdout holdout = Holdout.of(data);
    if (!holdout.hasBothClasses()) {
      return new Judged(Holdout.TOO_FEW, Optional.empty());
    }
    return compared(holdout, measured, recipe, rival.get());
  }

  private static Judged compared(
      Holdout holdout, Measured measured, Recipe recipe, ServingModel serving) throws IOException {
    ModelManifest manifest = serving.manifest();
    List<Prediction> theirs = serving.read(holdout.xrays());
    Verdict verdict =
        Gate.STANDARD.compare(
            new Gate.Reader(
                measured.crossFitted().stream().map(holdout::of).toList(),
                measured.folds(),
                recipe.rule()),
            Gate.Reader.of(theirs, recipe.rule(manifest)));
    OperatingPoint point = measured.point();
    return new Judged(
        verdict,
        Optional.of(
            new Comparison(
                manifest.version(),
                Evaluation.of(
                    holdout.of(measured.validation()), point.temperature(), point.threshold()),
                Evaluation.of(theirs, manifest.temperature(), manifest.threshold()))));
  }

  /**
   * @param reason of the person who publishes it whatever the gate says, if one does
   */
  Judged orForced(Optional<String> reason) {
    return !verdict.serves() && reason.isPresent()
        ? new Judged(
            new Verdict.Forced(verdict.reason(), reason.get(), verdict.numbers()), comparison)
        : this;
  }
}
