package io.thoraflow.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.evaluate.EvaluationJson;
import io.thoraflow.trainer.evaluate.Separation;
import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.FamiliarityScores;
import io.thoraflow.trainer.fit.PooledFeatures;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.PooledGaussian;
import io.thoraflow.trainer.report.TrainingReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How well the familiarity score tells X-rays like those of the training from other images.
 *
 * @param validation scores of the validation side
 * @param others scores of each other set, by the set's name
 */
record Resemblance(FamiliarityScores validation, Map<String, FamiliarityScores> others) {

  /**
   * @param others images by the name of their set
   */
  static Resemblance of(
      PooledGaussian gaussian,
      FeatureSource source,
      List<LabelledXray> validation,
      Map<String, List<ModelInput>> others,
      Consumer<ExtractionProgress> progress) {
    Map<String, FamiliarityScores> scores = new LinkedHashMap<>();
    others.forEach(
        (name, images) -> {
          source.complete(images, List.of(Augmentation.CLEAN), progress);
          List<String> strange = images.stream().map(ModelInput::sha256).toList();
          scores.put(name, scores(gaussian, source, strange));
        });
    List<String> known = validation.stream().map(LabelledXray::sha256).toList();
    return new Resemblance(scores(gaussian, source, known), scores);
  }

  private static FamiliarityScores scores(
      PooledGaussian gaussian, FeatureSource source, List<String> sha256s) {
    return FamiliarityScores.of(FamiliarityScores.compute(gaussian, rows(source, sha256s)));
  }

  /** Of telling validation X-rays from each other set; NaN where that is empty. */
  Map<String, Double> auroc() {
    Map<String, Double> auroc = new LinkedHashMap<>();
    others.forEach(
        (name, scores) ->
            auroc.put(name, Separation.auroc(validation.ascending(), scores.ascending())));
    return auroc;
  }

  /** The last map's means of each X-ray. */
  static List<float[]> rows(FeatureSource source, List<String> sha256s) {
    return sha256s.stream()
        .map(
            sha256 ->
                PooledFeatures.of(FeatureView.PYRAMID, source.read(sha256, Augmentation.CLEAN)))
        .toList();
  }

  ObjectNode toJson() {
    ObjectNode json = validation.toJson();
    ObjectNode separation = json.putObject("auroc");
    auroc().forEach((name, auroc) -> EvaluationJson.put(separation, name, auroc));
    return json;
  }

  TrainingReport.Familiarity report() {
    Map<String, Double> auroc = auroc();
    return new TrainingReport.Familiarity(
        list(validation),
        others.entrySet().stream()
            .map(
                other ->
                    new TrainingReport.Unlike(
                        other.getKey(), list(other.getValue()), auroc.get(other.getKey())))
            .toList());
  }

  private static List<Double> list(FamiliarityScores scores) {
    List<Double> list = new ArrayList<>();
    for (float score : scores.ascending()) {
      list.add((double) score);
    }
    return list;
  }
}
