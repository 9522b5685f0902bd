package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.evaluate.Folds;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.graph.Head;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads every set of a run with the head that it has trained. */
final class Measuring {
  private final Recipe recipe;
  private final Inputs inputs;
  private final FeatureSource source;
  private final TrainingProgress progress;

  Measuring(Recipe recipe, Inputs inputs, FeatureSource source, TrainingProgress progress) {
    this.recipe = recipe;
    this.inputs = inputs;
    this.source = source;
    this.progress = progress;
  }

  /**
   * @param unfamiliar folders of other images, by name
   */
  Measured measure(Fitted fitted, LabelledSets sets, Map<String, Path> unfamiliar) {
    List<Prediction> chosenOn = read(fitted, sets.data().validation());
    List<List<Prediction>> crossFitted = crossFitted(fitted, sets.data().validation(), chosenOn);
    OperatingPoint point = recipe.operatingPoint(chosenOn);
    Map<String, List<Prediction>> predictions = new LinkedHashMap<>();
    predictions.put(Measured.VALIDATION, chosenOn);
    // The test folder decides nothing: all is chosen by now.
    if (!sets.data().test().isEmpty()) {
      predictions.put(Measured.TEST, read(fitted, sets.data().test()));
    }
    sets.others()
        .forEach(
            (name, xrays) -> {
              if (!xrays.isEmpty()) {
                predictions.put(name, read(fitted, xrays));
              }
            });
    return Measured.at(
        point,
        predictions,
        crossFitted,
        Folds.of(chosenOn),
        fitted
            .familiarity()
            .map(
                gaussian ->
                    Resemblance.of(
                        gaussian,
                        source,
                        sets.data().validation(),
                        unlike(sets, unfamiliar),
                        progress::extraction)));
  }

  /** Of the validation side, whose features are complete. */
  private List<List<Prediction>> crossFitted(
      Fitted fitted, List<LabelledXray> validation, List<Prediction> chosenOn) {
    IdentityHashMap<Head, List<Prediction>> byHead = new IdentityHashMap<>();
    byHead.put(fitted.head(), chosenOn);
    return fitted.foldHeads().stream()
        .map(
            head ->
                byHead.computeIfAbsent(head, other -> FeatureLogits.of(other, source, validation)))
        .toList();
  }

  private List<Prediction> read(Fitted fitted, List<LabelledXray> xrays) {
    source.complete(inputs.of(xrays), List.of(Augmentation.CLEAN), progress::extraction);
    return FeatureLogits.of(fitted.head(), source, xrays);
  }

  /** The other sets, and images that are no chest X-rays. */
  private Map<String, List<ModelInput>> unlike(LabelledSets sets, Map<String, Path> unfamiliar) {
    Map<String, List<ModelInput>> unlike = new LinkedHashMap<>();
    sets.others().forEach((name, xrays) -> unlike.put(name, inputs.of(xrays)));
    unfamiliar.forEach((name, folder) -> unlike.put(name, inputs.readable(folder)));
    return unlike;
  }
}
