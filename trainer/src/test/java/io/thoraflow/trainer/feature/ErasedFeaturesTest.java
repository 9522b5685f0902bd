package io.thoraflow.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasedFeaturesTest {
  private static final String HERS = "aa".repeat(32);
  private static final String HIS = "bb".repeat(32);
  private static final long AMPLE = 1L << 30;

  @TempDir Path folder;

  @Test
  void allVariantsOfAnErasedXrayGoAndTheOthersStay() {
    // Given
    fill();

    // When
    int erased = ErasedFeatures.erase(folder, Set.of(HERS));

    // Then
    assertThat(erased).isEqualTo(2);
    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key())) {
      assertThat(store.contains(HERS, 0)).isFalse();
      assertThat(store.contains(HERS, 1)).isFalse();
      assertThat(store.contains(HIS, 0)).isTrue();
    }
    assertThat(ErasedFeatures.erase(folder, Set.of(HERS))).isZero();
  }

  @Test
  void aCacheThatATrainingRunUsesIsLeftAlone() {
    fill();

    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key())) {
      assertThatThrownBy(() -> ErasedFeatures.erase(folder, Set.of(HERS)))
          .isInstanceOf(FeatureCacheException.class)
          .hasMessageContaining("another training run");
      assertThat(store.contains(HERS, 0)).isTrue();
    }
  }

  @Test
  void withoutACacheThereIsNothingToErase() {
    assertThat(ErasedFeatures.erase(folder.resolve("absent"), Set.of(HERS))).isZero();
  }

  private void fill() {
    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key())) {
      store.reserve(3);
      store.append(HERS, 0, row());
      store.append(HIS, 0, row());
      store.append(HERS, 1, row());
    }
  }

  private static ByteBuffer row() {
    return ByteBuffer.allocate(2 * FeatureView.PYRAMID.length()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static FeatureKey key() {
    return new FeatureKey(
        FeatureView.PYRAMID,
        Preprocessing.AREA_224,
        ImagePreprocessing.CAFFE,
        new Augmentation(AugmentationRanges.SEED, 1),
        "weights");
  }
}
