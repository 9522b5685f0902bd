package io.thoraflow.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
  private static final int LENGTH = FeatureView.PYRAMID.length();
  private static final long ROW_BYTES = 64 + 2L * LENGTH;
  private static final short ONE = 0x3c00;
  private static final long AMPLE = 1L << 30;

  @TempDir Path folder;

  @Test
  void rowsAreThereWhenTheCacheIsOpenedAgain() {
    fill(key(1), 3);

    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key(1))) {
      assertThat(store.size()).isEqualTo(3);
      assertThat(store.read(xray(2), 2)).startsWith(1f, 2f).hasSize(LENGTH);
      assertThat(store.contains(xray(2), 1)).isFalse();
      assertThatThrownBy(() -> store.read(xray(2), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("variant 1 of X-ray " + xray(2));
    }
  }

  @Test
  void everyKeyHasItsOwnRows() {
    fill(key(1), 3);

    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key(2))) {
      assertThat(store.size()).isZero();
    }
  }

  @Test
  void aRowThatAKillHasTornIsDroppedAndTheNextOneTakesItsPlace() throws IOException {
    // Given
    fill(key(1), 3);
    try (FileChannel file = FileChannel.open(storeFile(), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - ROW_BYTES / 2);
    }

    // When
    fill(key(1), 3);

    // Then
    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key(1))) {
      assertThat(store.size()).isEqualTo(3);
      assertThat(store.read(xray(2), 2)).startsWith(1f, 2f);
    }
    assertThat(Files.size(storeFile())).isEqualTo(4096 + 3 * ROW_BYTES);
  }

  @Test
  void aDamagedRowCountsAsAbsentAndTheOthersStay() throws IOException {
    // Given
    fill(key(1), 3);
    try (FileChannel file = FileChannel.open(storeFile(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {42}), 4096 + ROW_BYTES + 1000);
    }

    // When
    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key(1))) {
      // Then
      assertThat(store.contains(xray(0), 0)).isTrue();
      assertThat(store.contains(xray(1), 1)).isFalse();
      assertThat(store.contains(xray(2), 2)).isTrue();
    }
  }

  @Test
  void aFileWithoutItsHeaderIsBegunAnew() throws IOException {
    fill(key(1), 3);
    Files.write(storeFile(), new byte[100]);
    fill(key(1), 2);

    assertThat(Files.size(storeFile())).isEqualTo(4096 + 2 * ROW_BYTES);
  }

  @Test
  void oneProcessUsesTheCacheAtATime() {
    FeatureCache first = FeatureCache.open(folder, AMPLE);
    assertThatThrownBy(() -> FeatureCache.open(folder, AMPLE))
        .isInstanceOf(FeatureCacheException.class)
        .hasMessageContaining("another training run uses the feature cache");

    first.close();
    FeatureCache.open(folder, AMPLE).close();
  }

  @Test
  void theStoreThatWasUsedLongestAgoMakesRoom() throws IOException {
    // Given
    fill(key(1), 3);
    fill(key(2), 3);
    Files.setLastModifiedTime(folder.resolve(key(1).fileName()), FileTime.fromMillis(2_000));
    Files.setLastModifiedTime(folder.resolve(key(2).fileName()), FileTime.fromMillis(1_000));

    // When
    try (FeatureCache cache = FeatureCache.open(folder, 3 * 4096 + 7 * ROW_BYTES);
        FeatureStore store = cache.store(key(3))) {
      store.reserve(3);
    }

    // Then
    assertThat(folder.resolve(key(1).fileName())).exists();
    assertThat(folder.resolve(key(2).fileName())).doesNotExist();
  }

  @Test
  void aRunThatNeedsMoreThanTheBoundIsRefusedAndNothingIsDeleted() {
    fill(key(1), 3);
    try (FeatureCache cache = FeatureCache.open(folder, 4096 + 5 * ROW_BYTES);
        FeatureStore store = cache.store(key(2))) {
      assertThatThrownBy(() -> store.reserve(6))
          .isInstanceOf(FeatureCacheException.class)
          .hasMessageContaining("GiB, but the cache");
    }
    assertThat(folder.resolve(key(1).fileName())).exists();
  }

  @Test
  void aRunThatNeedsMoreThanTheDiskHasIsRefused() {
    try (FeatureCache cache = FeatureCache.open(folder, Long.MAX_VALUE);
        FeatureStore store = cache.store(key(1))) {
      assertThatThrownBy(() -> store.reserve(Integer.MAX_VALUE))
          .isInstanceOf(FeatureCacheException.class)
          .hasMessageContaining("the disk of the cache");
    }
  }

  @Test
  void aFeatureBeyondHalfPrecisionIsRefused() {
    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key(1))) {
      ByteBuffer infinite = payload().putShort(100, (short) 0x7c00);
      assertThatThrownBy(() -> store.append(xray(1), 1, infinite))
          .isInstanceOf(FeatureCacheException.class)
          .hasMessageContaining(xray(1));
    }
  }

  /** Row n is variant n of X-ray n. */
  private void fill(FeatureKey key, int count) {
    try (FeatureCache cache = FeatureCache.open(folder, AMPLE);
        FeatureStore store = cache.store(key)) {
      for (int number = 0; number < count; number++) {
        if (!store.contains(xray(number), number)) {
          store.append(xray(number), number, payload());
        }
      }
    }
  }

  private Path storeFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".features")).findFirst().orElseThrow();
    }
  }

  private static ByteBuffer payload() {
    ByteBuffer payload = ByteBuffer.allocate(2 * LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    return payload.putShort(0, ONE).putShort(2, (short) 0x4000);
  }

  private static String xray(int number) {
    return List.of("a", "b", "c", "d").get(number).repeat(64);
  }

  private static FeatureKey key(long seed) {
    return new FeatureKey(
        FeatureView.PYRAMID,
        Preprocessing.AREA_224,
        ImagePreprocessing.CAFFE,
        new Augmentation(AugmentationRanges.SEED, seed),
        "weights");
  }
}
