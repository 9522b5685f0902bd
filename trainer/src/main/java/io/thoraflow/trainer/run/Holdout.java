package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.evaluate.Prediction;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The standing holdout, as far as this run has not trained on it: X-rays of patients that no
 * version divided by patient ever trains on.
 */
record Holdout(List<LabelledXray> xrays) {
  static Holdout of(DataSet data) {
    return new Holdout(
        data.validation().stream().filter(xray -> xray.isOfStandingHoldout()).toList());
  }

  /** Those of the holdout. */
  List<Prediction> of(List<Prediction> predictions) {
    Set<String> held = xrays.stream().map(LabelledXray::sha256).collect(Collectors.toSet());
    return predictions.stream().filter(each -> held.contains(each.sha256())).toList();
  }
}
