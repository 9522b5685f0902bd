package io.thoraflow.contract.testing;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.Preprocessing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests for tests that are about something else. */
public final class Manifests {
  private Manifests() {}

  /** A valid manifest with one black reference image, expected at probability 0.5. */
  public static ModelManifest manifest(int version, Map<String, String> files) {
    return new ModelManifest(
        ModelManifest.SCHEMA,
        version,
        "test",
        ModelManifest.Origin.TRAINED,
        Instant.parse("2026-11-24T08:00:00Z"),
        ModelManifest.CLASSES,
        Preprocessing.AREA_224.text(),
        0.5,
        1,
        false,
        "ab".repeat(32),
        files,
        new ModelManifest.Reference(
            List.of(new byte[Preprocessing.SIDE * Preprocessing.SIDE]), List.of(0.5), 1e-4),
        Optional.empty());
  }
}
