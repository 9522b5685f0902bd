package io.thoraflow.worker.swap;

import io.thoraflow.contract.model.ModelManifest;
import java.nio.file.Path;

/**
 * A version in the cache.
 *
 * @param folder holds the files that the manifest names
 */
record ModelCopy(Path folder, ModelManifest manifest) {}
