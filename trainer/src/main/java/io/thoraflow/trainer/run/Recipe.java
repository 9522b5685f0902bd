package io.thoraflow.trainer.run;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.DataSetReader;
import io.thoraflow.trainer.evaluate.OperatingRule;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.recipe.DefaultSettings;
import io.thoraflow.trainer.recipe.SeedSettings;
import java.io.IOException;
import java.util.List;
import java.util.function.ToIntFunction;

/** A way from labelled X-rays to a head. */
interface Recipe {
  static Recipe of(TrainingRequest request) {
    return switch (request.recipe()) {
      case SEED -> new SeedFit(SeedSettings.keras(request.seed()).withAttempts(request.attempts()));
      case DEFAULT -> new DefaultFit(DefaultSettings.standard(request.seed()));
    };
  }

  /** Reads the directory and divides it. */
  DataSet read(DataSetReader reader, DataDirectory directory, ArchiveLabels labels)
      throws IOException;

  /** What the head sees of an X-ray. */
  FeatureSource.Settings features();

  /** Computes the features that {@link #fit} reads, as far as the cache lacks them. */
  void prepare(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingProgress progress);

  /**
   * Trains on the training side, and chooses on the validation side alone.
   *
   * @param fold the part of the patients that a validation X-ray belongs to
   */
  Fitted fit(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      ToIntFunction<ModelInput> fold,
      TrainingProgress progress);

  /** Chooses temperature and threshold on the validation side. */
  OperatingPoint operatingPoint(List<Prediction> validation);

  /** Where the threshold lies when the gate chooses it anew. */
  OperatingRule rule();

  /** The same for the model that serves, in a comparison with this recipe's. */
  OperatingRule rule(ModelManifest serving);
}
