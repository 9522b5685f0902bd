package io.thoraflow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.feature.FeatureCache;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.AdamSettings;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.WeightsFingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedRecipeTest {
  private static final BackboneWeights BACKBONE = GeneratedWeights.backbone(1);
  private static final long AMPLE = 1L << 30;

  /** The default rate is chaotic; this one learns. */
  private static final SeedSettings CALM =
      new SeedSettings(6, 8, 2, AdamSettings.keras(1e-5f), 5, 1);

  @TempDir Path folder;

  private final List<ModelInput> training = images(0, 20);
  private final List<ModelInput> validation = images(20, 28);

  @Test
  void theSameDataAndSeedGiveTheSameHeadBitForBit() {
    SeedResult first = train("first", CALM, new Recorded());
    SeedResult second = train("second", CALM, new Recorded());
    SeedResult other = train("first", CALM.withSeed(6), new Recorded());

    assertThat(fingerprint(second)).isEqualTo(fingerprint(first));
    assertThat(second).usingRecursiveComparison().ignoringFields("head").isEqualTo(first);
    assertThat(fingerprint(other)).isNotEqualTo(fingerprint(first));
  }

  @Test
  void aHeadLearnsFromAugmentedImagesToTellCleanOnesApart() {
    Recorded recorded = new Recorded();
    SeedResult result = train("calm", CALM, recorded);

    assertThat(recorded.epochs).isEqualTo(result.epochs()).hasSize(6);
    assertThat(result.epochs().get(5).loss()).isLessThan(result.epochs().get(0).loss() / 2);
    assertThat(result.epochs().get(5).validationAuroc()).isGreaterThan(0.9);
    assertThat(result.dead()).isFalse();
    assertThat(result.margins()).hasSize(8);
    assertThat(recorded.seeds).containsExactly(5L);
  }

  @Test
  void whileTheHeadSaysTheSameOfAllTheNextSeedIsTried() {
    // Given
    ModelInput image = validation.get(0);
    List<ModelInput> alike =
        List.of(image, new ModelInput(image.sha256(), 1 - image.label(), image.pixels()));

    // When
    Recorded recorded = new Recorded();
    SeedResult result =
        train("alike", CALM.withEpochs(1).withAttempts(3), training, alike, recorded);

    // Then

    assertThat(recorded.seeds).containsExactly(5L, 6L, 7L);
    assertThat(result.attempts()).isEqualTo(3);
    assertThat(result.seed()).isEqualTo(7);
    assertThat(result.dead()).isTrue();
    assertThat(result.margins()).containsOnly(result.margins().get(0));
    assertThat(result.epochs()).last().extracting(EpochResult::validationAuroc).isEqualTo(0.5);
  }

  private SeedResult train(String cacheName, SeedSettings settings, TrainingListener listener) {
    return train(cacheName, settings, training, validation, listener);
  }

  private SeedResult train(
      String cacheName,
      SeedSettings settings,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingListener listener) {
    SeedRecipe recipe = new SeedRecipe(settings);
    try (FeatureCache cache = FeatureCache.open(folder.resolve(cacheName), AMPLE);
        FeatureSource source =
            new FeatureSource(cache, BACKBONE, SeedRecipe.features(Preprocessing.AREA_224))) {
      recipe.prepare(source, training, validation, progress -> {});
      return recipe.train(source, training, validation, listener);
    }
  }

  private static String fingerprint(SeedResult result) {
    return WeightsFingerprint.of(result.head().weights());
  }

  /** Every second one has a bright lower half. */
  private static List<ModelInput> images(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            number -> {
              byte[] image = GeneratedWeights.image(number);
              for (int pixel = image.length / 2; pixel < image.length; pixel++) {
                image[pixel] = (byte) (number % 2 == 0 ? image[pixel] / 2 : 200);
              }
              return new ModelInput(Sha256.of(image), number % 2, () -> image);
            })
        .toList();
  }

  private static final class Recorded implements TrainingListener {
    private final List<Long> seeds = new ArrayList<>();
    private final List<EpochResult> epochs = new ArrayList<>();

    @Override
    public void attempt(int attempt, long seed) {
      seeds.add(seed);
      epochs.clear();
    }

    @Override
    public void epoch(EpochResult result) {
      epochs.add(result);
    }
  }
}
