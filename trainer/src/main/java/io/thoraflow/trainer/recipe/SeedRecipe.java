package io.thoraflow.trainer.recipe;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.AugmentationRanges;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import java.util.List;
import java.util.function.Consumer;

/**
 * The Keras script of the data scientists, as it stands: Flatten, Dense(128, relu), Dense(2,
 * softmax) behind a frozen ResNet-50, gray / 255, shear, zoom and flip, Adam at 1e-3, 20 epochs.
 *
 * <p>At that rate on unpooled features it is chaotic: in about half of all seeds every hidden unit
 * dies within ten updates, and the head says the same of every image ever after. So does Keras's.
 */
public record SeedRecipe(SeedSettings settings) {
  /** Of the variants alone: whatever seed a head has, the same features serve. */
  private static final long AUGMENTATION_SEED = 1;

  /** The features that the recipe reads. */
  public static FeatureSource.Settings features(Preprocessing input) {
    return new FeatureSource.Settings(
        FeatureView.CONV5_MAP,
        input,
        ImagePreprocessing.UNIT,
        new Augmentation(AugmentationRanges.SEED, AUGMENTATION_SEED));
  }

  /** Computes the features that {@link #train} reads, as far as the cache lacks them. */
  public void prepare(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      Consumer<ExtractionProgress> listener) {
    source.complete(validation, List.of(Augmentation.CLEAN), listener);
    source.complete(training, settings.variantNumbers(), listener);
  }

  /**
   * Trains a head on prepared features. The same data, settings and machine give the same weights,
   * bit for bit.
   *
   * @param validation of both classes
   */
  public SeedResult train(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingListener listener) {
    for (int attempt = 1; ; attempt++) {
      long seed = settings.seed() + attempt - 1;
      listener.attempt(attempt, seed);
      try (SeedAttempt run = new SeedAttempt(settings, seed, source, training, validation)) {
        SeedResult result = run.train(attempt, listener);
        if (!result.dead() || attempt >= settings.attempts()) {
          return result;
        }
      }
    }
  }
}
