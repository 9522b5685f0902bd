package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.report.TrainingReport.Mistake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The X-rays of a set that a model is most sure and most wrong about, with its heat maps. */
final class WorstMistakes {
  private static final int MOST = 8;

  private final SavedModel model;
  private final ModelInputs inputs;
  private final OperatingPoint point;

  WorstMistakes(SavedModel model, ModelInputs inputs, OperatingPoint point) {
    this.model = model;
    this.inputs = inputs;
    this.point = point;
  }

  List<Mistake> of(String set, List<LabelledXray> xrays, List<Prediction> predictions)
      throws IOException {
    Map<String, LabelledXray> bySha256 =
        xrays.stream()
            .collect(
                Collectors.toMap(LabelledXray::sha256, Function.identity(), (xray, copy) -> xray));
    List<Prediction> worst =
        predictions.stream()
            .filter(prediction -> called(prediction) != prediction.label())
            .sorted(Comparator.comparingDouble(this::rightProbability))
            .limit(MOST)
            .toList();
    List<Mistake> mistakes = new ArrayList<>();
    for (Prediction prediction : worst) {
      byte[] gray = inputs.read(bySha256.get(prediction.sha256()).file());
      mistakes.add(
          new Mistake(
              set,
              prediction.sha256(),
              prediction.label(),
              prediction.probability(point.temperature()),
              gray,
              model.explain(List.of(gray)).heatmaps()[0]));
    }
    return mistakes;
  }

  private int called(Prediction prediction) {
    return prediction.probability(point.temperature()) >= point.threshold() ? 1 : 0;
  }

  private double rightProbability(Prediction prediction) {
    double probability = prediction.probability(point.temperature());
    return prediction.label() == 1 ? probability : 1 - probability;
  }
}
