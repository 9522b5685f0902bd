package io.thoraflow.standalone.bench;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version without weights, which only workers with {@code WORKER_DEVICE=stub} can serve: for what
 * is about everything but the model.
 */
public final class StubModel {
  private static final String BY = "stub";
  private static final String NO_WEIGHTS = "0".repeat(64);

  private StubModel() {}

  /**
   * Lets it serve; workers take it up.
   *
   * @param models is signed into where it is that of a data folder that has a key
   */
  public static int publish(Path models, ModelRegistry registry) throws IOException {
    DataFolder folder = new DataFolder(models.toAbsolutePath().getParent());
    return publish(
        new ModelRepository(models, ModelKeys.signing(folder, Settings.of(Map.of()))), registry);
  }

  /** Lets it serve; workers take it up. */
  public static int publish(ModelRepository repository, ModelRegistry registry) throws IOException {
    int version = registry.nextVersion();
    Path staged = repository.stage();
    Files.writeString(staged.resolve("saved_model.pb"), "no model");
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.SCHEMA,
            version,
            BY,
            ModelManifest.Origin.DEMO,
            Instant.now(),
            ModelManifest.CLASSES,
            Preprocessing.AREA_224.text(),
            0.5,
            1,
            false,
            NO_WEIGHTS,
            ModelRepository.hashes(staged),
            new ModelManifest.Reference(List.of(new byte[Preprocessing.BYTES]), List.of(0.5), 1e-4),
            Optional.empty());
    String hash = repository.publish(staged, manifest);
    registry.register(manifest, hash, ModelState.CANDIDATE, BY, "measurement");
    registry.promote(version, BY, "measurement");
    return version;
  }
}
