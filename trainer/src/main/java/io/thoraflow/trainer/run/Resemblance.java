package io.thoraflow.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.evaluate.Separation;
import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.FamiliarityScores;
import io.thoraflow.trainer.fit.PooledFeatures;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.PooledGaussian;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How well the familiarity score tells X-rays like those of the training from other images.
 *
 * @param validation scores of the validation side
 * @param auroc of telling validation X-rays from each other set, by the set's name
 */
record Resemblance(FamiliarityScores validation, Map<String, Double> auroc) {

  /**
   * @param others images by the name of their set
   */
  static Resemblance of(
      PooledGaussian gaussian,
      FeatureSource source,
      List<LabelledXray> validation,
      Map<String, List<ModelInput>> others,
      Consumer<ExtractionProgress> progress) {
    List<String> known = validation.stream().map(LabelledXray::sha256).toList();
    float[] scores = FamiliarityScores.compute(gaussian, rows(source, known));
    Map<String, Double> auroc = new LinkedHashMap<>();
    others.forEach(
        (name, images) -> {
          source.complete(images, List.of(Augmentation.CLEAN), progress);
          float[] strange =
              FamiliarityScores.compute(
                  gaussian, rows(source, images.stream().map(ModelInput::sha256).toList()));
          auroc.put(name, Separation.auroc(scores, strange));
        });
    return new Resemblance(FamiliarityScores.of(scores), auroc);
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
    auroc.forEach(separation::put);
    return json;
  }
}
