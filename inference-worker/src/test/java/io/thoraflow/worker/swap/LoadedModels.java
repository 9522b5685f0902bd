package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.worker.model.Classifier;
import java.util.Map;
import java.util.Optional;

/** Loaded models for tests of other packages. */
public final class LoadedModels {
  private LoadedModels() {}

  /** Its one reference image is black, expected at probability 0.5. */
  public static LoadedModel of(int version, Classifier classifier) {
    ModelManifest manifest = Manifests.manifest(version, Map.of("saved_model.pb", "ab".repeat(32)));
    ModelRow row =
        new ModelRow(
            version,
            manifest.name(),
            manifest.origin(),
            ModelState.SERVING,
            "cd".repeat(32),
            manifest.createdAt());
    return new LoadedModel(row, manifest, Optional.empty(), classifier, 1e-4);
  }
}
