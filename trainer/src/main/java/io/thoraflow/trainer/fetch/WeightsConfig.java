package io.thoraflow.trainer.fetch;

import io.thoraflow.contract.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the backbone's weights come from.
 *
 * @param cache folder that keeps the verified weights
 * @param file a file that somebody has brought, tried before anything else
 * @param address of Keras's weights file; a mirror may stand in
 */
public record WeightsConfig(Path cache, Optional<Path> file, URI address) {

  /** Reads {@code WEIGHTS_CACHE}, {@code WEIGHTS_FILE} and {@code WEIGHTS_URL}. */
  public static WeightsConfig from(Settings settings) {
    return new WeightsConfig(
        settings.path("WEIGHTS_CACHE", defaultCache()),
        settings.optional("WEIGHTS_FILE").map(Path::of),
        URI.create(settings.text("WEIGHTS_URL", ImageNetWeights.KERAS_ADDRESS)));
  }

  public WeightsConfig withFile(Path otherFile) {
    return new WeightsConfig(cache, Optional.of(otherFile), address);
  }

  /** The user's cache folder by the XDG Base Directory Specification. */
  private static Path defaultCache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path caches =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return caches.resolve("thoraflow").resolve("weights");
  }
}
