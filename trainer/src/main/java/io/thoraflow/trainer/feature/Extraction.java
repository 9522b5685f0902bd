package io.thoraflow.trainer.feature;

import io.thoraflow.contract.xray.UnsuitableImageException;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.tensorflow.types.TFloat32;

/** Computes features and keeps them, while the next X-rays are decoded on a thread of their own. */
final class Extraction implements AutoCloseable {
  private final ExecutorService decoding =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "decoding");
            thread.setDaemon(true);
            return thread;
          });
  private final Augmentation augmentation;
  private final FeatureStore store;
  private final AugmentationGraph augmenting;
  private final FeatureExtractor extractor;

  Extraction(BackboneWeights backbone, FeatureSource.Settings settings, FeatureStore store) {
    this.augmentation = settings.augmentation();
    this.store = store;
    this.augmenting = new AugmentationGraph(augmentation.ranges());
    this.extractor = new FeatureExtractor(backbone, settings.channels(), settings.view());
  }

  void run(List<MissingFeatures> missing, Consumer<ExtractionProgress> listener) {
    int total = missing.stream().mapToInt(MissingFeatures::count).sum();
    int done = 0;
    long start = System.nanoTime();
    CompletableFuture<Map<MissingFeatures, byte[]>> next = decode(missing, 0);
    for (int from = 0; from < missing.size(); from += FeatureExtractor.BATCH_SIZE) {
      Map<MissingFeatures, byte[]> group = decoded(next);
      next = decode(missing, from + FeatureExtractor.BATCH_SIZE);
      for (int variant : variants(group.keySet())) {
        done += extract(group, variant);
        listener.accept(
            new ExtractionProgress(done, total, Duration.ofNanos(System.nanoTime() - start)));
      }
    }
  }

  @Override
  public void close() {
    decoding.shutdown();
    extractor.close();
    augmenting.close();
  }

  private CompletableFuture<Map<MissingFeatures, byte[]>> decode(
      List<MissingFeatures> missing, int from) {
    int start = Math.min(from, missing.size());
    int end = Math.min(from + FeatureExtractor.BATCH_SIZE, missing.size());
    List<MissingFeatures> group = missing.subList(start, end);
    return CompletableFuture.supplyAsync(() -> pixels(group), decoding);
  }

  private static Map<MissingFeatures, byte[]> decoded(
      CompletableFuture<Map<MissingFeatures, byte[]>> decoding) {
    try {
      return decoding.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UnreadableXrayException unreadable ? unreadable : e;
    }
  }

  private static Map<MissingFeatures, byte[]> pixels(List<MissingFeatures> group) {
    Map<MissingFeatures, byte[]> pixels = new LinkedHashMap<>();
    for (MissingFeatures missing : group) {
      try {
        pixels.put(missing, missing.input().pixels().read());
      } catch (IOException | UnsuitableImageException e) {
        throw new UnreadableXrayException(missing.input().sha256(), e);
      }
    }
    return pixels;
  }

  private static Collection<Integer> variants(Collection<MissingFeatures> group) {
    Collection<Integer> variants = new TreeSet<>();
    group.forEach(missing -> variants.addAll(missing.variants()));
    return variants;
  }

  /**
   * @return the number of images that passed through the backbone
   */
  private int extract(Map<MissingFeatures, byte[]> group, int variant) {
    List<String> sha256s = new ArrayList<>();
    List<byte[]> images = new ArrayList<>();
    group.forEach(
        (missing, pixels) -> {
          if (missing.variants().contains(variant)) {
            sha256s.add(missing.input().sha256());
            images.add(pixels);
          }
        });
    int count = images.size();
    ByteBuffer halves = halves(padded(sha256s), padded(images), variant);
    int rowBytes = halves.remaining() / FeatureExtractor.BATCH_SIZE;
    for (int row = 0; row < count; row++) {
      store.append(sha256s.get(row), variant, halves.slice(row * rowBytes, rowBytes));
    }
    return count;
  }

  /**
   * TensorFlow rounds differently in batches of another size: with whole batches only, features do
   * not depend on what a killed run has left to do.
   */
  private static <T> List<T> padded(List<T> rows) {
    List<T> whole = new ArrayList<>(rows);
    while (whole.size() < FeatureExtractor.BATCH_SIZE) {
      whole.add(rows.get(0));
    }
    return whole;
  }

  private ByteBuffer halves(List<String> sha256s, List<byte[]> images, int variant) {
    if (variant == Augmentation.CLEAN) {
      return extractor.halves(images);
    }
    List<Distortion> distortions =
        sha256s.stream().map(sha256 -> augmentation.draw(sha256, variant)).toList();
    try (TFloat32 changed = augmenting.apply(images, distortions)) {
      return extractor.halves(changed);
    }
  }
}
