package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.DataSetReader;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.recipe.DefaultSettings;
import io.thoraflow.trainer.recipe.SeedSettings;
import java.io.IOException;
import java.util.List;

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

  /** Trains on the training side, and chooses on the validation side alone. */
  Fitted fit(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingProgress progress);

  /** Chooses temperature and threshold on the validation side. */
  OperatingPoint operatingPoint(List<Prediction> validation);
}
