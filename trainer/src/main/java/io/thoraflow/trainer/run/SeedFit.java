package io.thoraflow.trainer.run;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.DataSetReader;
import io.thoraflow.trainer.evaluate.Folds;
import io.thoraflow.trainer.evaluate.OperatingRule;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.recipe.SeedRecipe;
import io.thoraflow.trainer.recipe.SeedResult;
import io.thoraflow.trainer.recipe.SeedSettings;
import io.thoraflow.trainer.report.TrainingReport.Decision;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The Keras script's recipe. */
record SeedFit(SeedSettings settings) implements Recipe {
  private static final String SCRIPT = "as the Keras script";
  private static final double THRESHOLD = 0.5;
  private static final String DEAD =
      "The head died: it says the same of every X-ray. Try another --seed, or more --attempts.";

  /** The script knows no clinicians' readings. */
  @Override
  public DataSet read(DataSetReader reader, DataDirectory directory, ArchiveLabels labels)
      throws IOException {
    return reader.asKeras(directory);
  }

  /** Nearest neighbour is how Keras's own loader resizes. */
  @Override
  public FeatureSource.Settings features() {
    return SeedRecipe.features(Preprocessing.NEAREST_224);
  }

  @Override
  public void prepare(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingProgress progress) {
    new SeedRecipe(settings).prepare(source, training, validation, progress::extraction);
  }

  @Override
  public Fitted fit(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      ToIntFunction<ModelInput> fold,
      TrainingProgress progress) {
    SeedResult result = new SeedRecipe(settings).train(source, training, validation, progress);
    List<String> warnings = result.dead() ? List.of(DEAD) : List.of();
    warnings.forEach(progress::note);
    return new Fitted(
        result.head(),
        Collections.nCopies(
            Folds.COUNT, result.head()), // It chooses nothing on the validation side.
        result.epochs(),
        Optional.empty(),
        decisions(result),
        warnings);
  }

  private List<Decision> decisions(SeedResult result) {
    return List.of(
        new Decision("split", "first fifth of the sorted files of each class", SCRIPT),
        new Decision("epochs", Integer.toString(settings.epochs()), SCRIPT),
        new Decision("batch size", Integer.toString(settings.batchSize()), SCRIPT),
        new Decision("optimiser", "Adam, " + settings.adam().learningRate(), SCRIPT),
        new Decision(
            "augmented variants of an image",
            Integer.toString(settings.variants()),
            "computed once; the script draws a new one in every epoch"),
        new Decision(
            "head",
            result.dead() ? "dead" : "alive",
            "attempt %d of at most %d, seed %d; at this rate about half of all heads die"
                .formatted(result.attempts(), settings.attempts(), result.seed())));
  }

  @Override
  public OperatingPoint operatingPoint(List<Prediction> validation) {
    return new OperatingPoint(
        1, SCRIPT + ": probabilities as they are", THRESHOLD, SCRIPT + ": the more probable class");
  }

  @Override
  public OperatingRule rule() {
    return OperatingRule.Fixed.at(1, THRESHOLD);
  }

  /** As it is, too. */
  @Override
  public OperatingRule rule(ModelManifest serving) {
    return OperatingRule.Fixed.at(serving.temperature(), serving.threshold());
  }
}
