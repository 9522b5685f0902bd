package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.fit.AdamSettings;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the seed recipe leaves open, and what it fixes.
 *
 * @param epochs passes over the training images
 * @param batchSize images of one update
 * @param variants augmented variants of every training image, of which each epoch uses one; Keras
 *     draws a new one every time
 * @param adam the optimiser
 * @param seed of the first weights and of the order of images
 * @param attempts heads to begin at most, with the next seed each, while the one before is dead
 */
public record SeedSettings(
    int epochs, int batchSize, int variants, AdamSettings adam, long seed, int attempts) {

  /** The Keras script's. */
  public static SeedSettings keras(long seed) {
    return new SeedSettings(20, 32, 4, AdamSettings.keras(1e-3f), seed, 1);
  }

  public SeedSettings withEpochs(int count) {
    return new SeedSettings(count, batchSize, variants, adam, seed, attempts);
  }

  public SeedSettings withVariants(int count) {
    return new SeedSettings(epochs, batchSize, count, adam, seed, attempts);
  }

  public SeedSettings withSeed(long otherSeed) {
    return new SeedSettings(epochs, batchSize, variants, adam, otherSeed, attempts);
  }

  public SeedSettings withAttempts(int count) {
    return new SeedSettings(epochs, batchSize, variants, adam, seed, count);
  }

  /** The numbers of the augmented variants. */
  List<Integer> variantNumbers() {
    return IntStream.rangeClosed(1, variants).boxed().toList();
  }
}
