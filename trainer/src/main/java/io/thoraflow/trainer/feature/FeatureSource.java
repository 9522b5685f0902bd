package io.thoraflow.trainer.feature;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.util.List;
import java.util.function.Consumer;

/**
 * The features of X-rays and of their variants, by one backbone: computed once, then read from the
 * cache.
 */
public final class FeatureSource implements AutoCloseable {
  private final BackboneWeights backbone;
  private final Settings settings;
  private final FeatureStore store;

  /**
   * What features a recipe wants.
   *
   * @param input how files become model inputs; {@link ModelInput.Pixels} must do just that
   */
  public record Settings(
      FeatureView view,
      Preprocessing input,
      ImagePreprocessing channels,
      Augmentation augmentation) {}

  public FeatureSource(FeatureCache cache, BackboneWeights backbone, Settings settings) {
    this.backbone = backbone;
    this.settings = settings;
    this.store =
        cache.store(
            new FeatureKey(
                settings.view(),
                settings.input(),
                settings.channels(),
                settings.augmentation(),
                backbone.fingerprint()));
  }

  /**
   * Sees to it that the cache has the features of every X-ray in every variant, by computing those
   * that it lacks. A run that was killed goes on where it was.
   *
   * @param variants {@link Augmentation#CLEAN} is the X-ray itself
   * @throws FeatureCacheException if there is no room for them
   * @throws UnreadableXrayException naming the first X-ray that cannot be read
   */
  public void complete(
      List<ModelInput> inputs, List<Integer> variants, Consumer<ExtractionProgress> listener) {
    List<MissingFeatures> missing = MissingFeatures.of(store, inputs, variants);
    if (missing.isEmpty()) {
      return;
    }
    store.reserve(missing.stream().mapToInt(MissingFeatures::count).sum());
    try (Extraction extraction = new Extraction(backbone, settings, store)) {
      extraction.run(missing, listener);
    }
  }

  /** The number of features in a row. */
  public int length() {
    return store.length();
  }

  /**
   * Copies the features of one variant.
   *
   * @param target takes {@link #length} features
   * @throws IllegalArgumentException if {@link #complete} has not been asked for them
   */
  public void read(String sha256, int variant, float[] target) {
    store.read(sha256, variant, target);
  }

  /** A copy of the features of one variant. */
  public float[] read(String sha256, int variant) {
    return store.read(sha256, variant);
  }

  @Override
  public void close() {
    store.close();
  }
}
