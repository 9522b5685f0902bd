package io.thoraflow.trainer.run;

import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.trainer.data.DataSet;
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
  static Judged of(DataSet data, Measured measured, Optional<ServingModel> serving)
      throws IOException {
    Optional<ServingModel> rival =
        serving.filter(model -> model.manifest().origin() != Origin.DEMO);
    if (rival.isEmpty()) {
      Gate.Reader candidate = reader(measured.validation(), measured.point());
      return new Judged(Gate.STANDARD.alone(candidate), Optional.empty());
    }
    Holdout holdout = Holdout.of(data);
    if (!holdout.hasBothClasses()) {
      return new Judged(Holdout.TOO_FEW, Optional.empty());
    }
    Gate.Reader candidate = reader(holdout.of(measured.validation()), measured.point());
    Gate.Reader other = rival.get().read(holdout.xrays());
    return new Judged(
        Gate.STANDARD.compare(candidate, other),
        Optional.of(
            new Comparison(
                rival.get().manifest().version(), candidate.evaluation(), other.evaluation())));
  }

  private static Gate.Reader reader(List<Prediction> predictions, OperatingPoint point) {
    return new Gate.Reader(predictions, point.temperature(), point.threshold());
  }

  /**
   * @param reason of the person who publishes it whatever the gate says, if one does
   */
  Judged orForced(Optional<String> reason) {
    return verdict instanceof Verdict.Refused refused && reason.isPresent()
        ? new Judged(
            new Verdict.Forced(refused.reason(), reason.get(), refused.numbers()), comparison)
        : this;
  }
}
