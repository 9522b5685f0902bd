package io.thoraflow.contract.database;

import io.thoraflow.contract.model.ModelManifest;
import java.time.Instant;

/**
 * A row of {@code model_version}.
 *
 * @param manifestSha256 what the copy of {@code manifest.json} that a worker loads must hash to
 */
public record ModelRow(
    int version,
    String name,
    ModelManifest.Origin origin,
    ModelState state,
    String manifestSha256,
    Instant createdAt) {}
