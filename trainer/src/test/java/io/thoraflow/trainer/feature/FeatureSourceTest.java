package io.thoraflow.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureSourceTest {
  private static final BackboneWeights BACKBONE = GeneratedWeights.backbone(1);
  private static final long AMPLE = 1L << 30;
  private static final List<Integer> VARIANTS = List.of(Augmentation.CLEAN, 1, 2);

  @TempDir Path folder;

  private final List<ModelInput> inputs = IntStream.range(0, 10).mapToObj(this::input).toList();
  private final List<Integer> reads = new ArrayList<>();
  private final List<ExtractionProgress> progress = new ArrayList<>();

  @Test
  void onlyWhatIsNewPassesThroughTheBackbone() {
    complete(inputs.subList(0, 9), VARIANTS);
    assertThat(progress).last().extracting(ExtractionProgress::done).isEqualTo(27);
    assertThat(progress).allSatisfy(step -> assertThat(step.total()).isEqualTo(27));
    assertThat(reads).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);

    progress.clear();
    reads.clear();
    complete(inputs, VARIANTS);
    assertThat(progress).last().extracting(ExtractionProgress::total).isEqualTo(3);
    assertThat(reads).containsExactly(9);

    progress.clear();
    complete(inputs, VARIANTS);
    assertThat(progress).isEmpty();
  }

  @Test
  void anXrayTwiceInTheDataIsComputedOnce() {
    complete(List.of(inputs.get(0), inputs.get(0)), List.of(1));
    assertThat(progress).last().extracting(ExtractionProgress::total).isEqualTo(1);
  }

  @Test
  void theCleanVariantIsTheXrayItselfInHalfPrecision() {
    List<float[]> expected;
    try (FeatureExtractor extractor =
        new FeatureExtractor(BACKBONE, ImagePreprocessing.UNIT, FeatureView.PYRAMID)) {
      expected = extractor.extract(List.of(GeneratedWeights.image(0)), done -> {});
    }
    complete(inputs.subList(0, 1), VARIANTS);

    float[] clean = read(0, Augmentation.CLEAN);
    for (int feature = 0; feature < clean.length; feature++) {
      assertThat(Math.abs(clean[feature] - expected.get(0)[feature]))
          .isLessThanOrEqualTo(Math.max(1e-6f, expected.get(0)[feature] / 1024));
    }
    assertThat(Arrays.equals(read(0, 1), clean)).isFalse();
    assertThat(Arrays.equals(read(0, 1), read(0, 2))).isFalse();
  }

  @Test
  void atMostTheNextBatchIsDecodedWhileOneIsComputed() {
    List<ModelInput> many = IntStream.range(0, 24).mapToObj(this::input).toList();
    List<Integer> readByThen = new ArrayList<>();
    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureSource source = new FeatureSource(cache, BACKBONE, settings())) {
      source.complete(many, List.of(1), step -> readByThen.add(reads.size()));
    }
    assertThat(readByThen).hasSize(3).first().isIn(8, 16);
    assertThat(reads).hasSize(24);
  }

  /** A run that was resumed must give the same head, bit for bit. */
  @Test
  void featuresDoNotDependOnWhatElseIsInTheBatch() {
    complete(inputs.subList(3, 4), VARIANTS);
    List<float[]> alone = VARIANTS.stream().map(variant -> read(3, variant)).toList();
    complete(inputs.subList(5, 8), VARIANTS);
    List<float[]> inThree = VARIANTS.stream().map(variant -> read(6, variant)).toList();

    Path other = folder.resolve("other");
    complete(other, inputs, VARIANTS);
    for (int index = 0; index < VARIANTS.size(); index++) {
      int variant = VARIANTS.get(index);
      assertThat(Arrays.equals(read(other, 3, variant), alone.get(index))).isTrue();
      assertThat(Arrays.equals(read(other, 6, variant), inThree.get(index))).isTrue();
    }
  }

  @Test
  void anUnreadableXrayIsNamedByItsHashAlone() {
    ModelInput gone =
        new ModelInput(
            "c".repeat(64),
            1,
            () -> {
              throw new NoSuchFileException("/data/Erika Mustermann.jpeg");
            });
    assertThatThrownBy(() -> complete(List.of(gone), List.of(1)))
        .isInstanceOf(UnreadableXrayException.class)
        .hasMessage("X-ray %s cannot be read: NoSuchFileException", "c".repeat(64))
        .hasNoCause();
  }

  private void complete(List<ModelInput> wanted, List<Integer> variants) {
    complete(folder, wanted, variants);
  }

  private void complete(Path cacheFolder, List<ModelInput> wanted, List<Integer> variants) {
    try (FeatureCache cache = FeatureCache.open(cacheFolder, AMPLE);
        FeatureSource source = new FeatureSource(cache, BACKBONE, settings())) {
      source.complete(wanted, variants, progress::add);
    }
  }

  private float[] read(int number, int variant) {
    return read(folder, number, variant);
  }

  private float[] read(Path cacheFolder, int number, int variant) {
    try (FeatureCache cache = FeatureCache.open(cacheFolder, AMPLE);
        FeatureSource source = new FeatureSource(cache, BACKBONE, settings())) {
      return source.read(inputs.get(number).sha256(), variant);
    }
  }

  private ModelInput input(int number) {
    byte[] image = GeneratedWeights.image(number);
    return new ModelInput(
        Sha256.of(image),
        number % 2,
        () -> {
          reads.add(number);
          return image;
        });
  }

  private static FeatureSource.Settings settings() {
    return new FeatureSource.Settings(
        FeatureView.PYRAMID,
        Preprocessing.AREA_224,
        ImagePreprocessing.UNIT,
        new Augmentation(AugmentationRanges.SEED, 1));
  }
}
