package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.evaluate.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The standing holdout, as far as this run has not trained on it: X-rays of patients that no
 * version divided by patient ever trains on.
 */
record Holdout(List<LabelledXray> xrays) {
  /** Nobody can say which of two models reads better. */
  static final Verdict TOO_FEW =
      new Verdict.Undecided(
          "the standing holdout has no X-rays of both classes that this run has not trained on, so"
              + " it cannot be compared with the serving model",
          Map.of());

  static Holdout of(DataSet data) {
    return new Holdout(
        data.validation().stream().filter(xray -> xray.isOfStandingHoldout()).toList());
  }

  boolean hasBothClasses() {
    return xrays.stream().map(LabelledXray::label).distinct().count() > 1;
  }

  /** Those of the holdout. */
  List<Prediction> of(List<Prediction> predictions) {
    Set<String> held = xrays.stream().map(LabelledXray::sha256).collect(Collectors.toSet());
    return predictions.stream().filter(each -> held.contains(each.sha256())).toList();
  }
}
