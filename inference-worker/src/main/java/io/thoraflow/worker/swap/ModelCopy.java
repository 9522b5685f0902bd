package io.thoraflow.worker.swap;

import io.thoraflow.contract.model.ModelManifest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A version in the cache.
 *
 * @param folder holds the files that the manifest names
 * @param signer the key whose signature counts; empty where none does and none is required
 */
record ModelCopy(Path folder, ModelManifest manifest, Optional<String> signer) {}
