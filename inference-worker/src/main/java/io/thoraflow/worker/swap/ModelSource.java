package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ManifestCodec;
import io.thoraflow.contract.model.ManifestSignatures;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.SignaturePolicy;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings model versions from the repository into this worker's own cache, byte for byte what the
 * database and the manifest say, and signed by a key that this worker trusts.
 *
 * <p>The chain: {@code model_version} names the SHA-256 of the manifest, a key that is trusted here
 * has signed it, and the manifest names the SHA-256 of every file. What is checked is this worker's
 * own copy, which is also what is loaded: whoever changes the repository afterwards changes nothing
 * here. A version that is in the cache already is checked again before each use.
 */
public final class ModelSource {
  private static final String STAGING_PREFIX = ".staging-";

  private final RepositoryFiles repository;
  private final Path cache;
  private final SignaturePolicy signatures;

  private ModelSource(RepositoryFiles repository, Path cache, SignaturePolicy signatures) {
    this.repository = repository;
    this.cache = cache;
    this.signatures = signatures;
  }

  /**
   * @param repository a folder, or an http(s) address that serves the same layout
   * @param cache a folder of this worker alone, made when absent
   * @param signatures whose versions are used
   */
  public static ModelSource of(String repository, Path cache, SignaturePolicy signatures) {
    return of(repository, cache, signatures, TransferLimits.DEFAULT);
  }

  /** As {@link #of(String, Path, SignaturePolicy)}, with other limits for what comes over HTTP. */
  static ModelSource of(
      String repository, Path cache, SignaturePolicy signatures, TransferLimits limits) {
    return new ModelSource(RepositoryFiles.at(repository, limits), cache, signatures);
  }

  /**
   * A version's manifest alone.
   *
   * @throws ModelLoadException if it is missing, not the one that the database names, or not signed
   *     as this worker demands
   * @throws IOException if repository or cache cannot be reached: try again later
   */
  public ModelCopy manifest(ModelRow row) throws IOException {
    Path staged = stage();
    try {
      return copyManifest(row, staged, Wanted.ALWAYS);
    } finally {
      delete(staged);
    }
  }

  /**
   * A version with all its files.
   *
   * @throws ModelLoadException if the manifest may not be used, or a file is missing or not what
   *     the manifest says
   * @throws IOException if repository or cache cannot be reached: try again later
   */
  public ModelCopy fetch(ModelRow row) throws IOException {
    return fetch(row, Wanted.ALWAYS);
  }

  /** As {@link #fetch(ModelRow)}, for as long as the version is wanted. */
  ModelCopy fetch(ModelRow row, Wanted wanted) throws IOException {
    Path folder = cache.resolve(folderName(row));
    if (Files.isDirectory(folder)) {
      try {
        return signedIfPossible(row, verified(row, folder));
      } catch (ModelLoadException e) {
        // The copy rotted in the cache, or was signed anew since it was taken: take a new one.
        delete(folder);
      }
    }
    Path staged = stage();
    try {
      for (String file : copyManifest(row, staged, wanted).manifest().files().keySet()) {
        copy(row.version(), file, staged, BoundedCopy.MAX_FILE_BYTES, wanted);
      }
      ModelCopy copy = verified(row, staged);
      Files.move(staged, folder, StandardCopyOption.ATOMIC_MOVE);
      return new ModelCopy(folder, copy.manifest(), copy.signer());
    } finally {
      delete(staged);
    }
  }

  /** Removes every cached version but the given ones, and what an interrupted copy left. */
  public void keepOnly(Set<ModelRow> rows) throws IOException {
    Set<String> names =
        rows.stream().map(ModelSource::folderName).collect(Collectors.toUnmodifiableSet());
    try (Stream<Path> entries = Files.list(cache)) {
      for (Path entry : entries.toList()) {
        if (!names.contains(entry.getFileName().toString())) {
          delete(entry);
        }
      }
    }
  }

  private static String folderName(ModelRow row) {
    return row.version() + "-" + row.manifestSha256().substring(0, 16);
  }

  private Path stage() throws IOException {
    Files.createDirectories(cache);
    return Files.createDirectory(cache.resolve(STAGING_PREFIX + UUID.randomUUID()));
  }

  private ModelCopy copyManifest(ModelRow row, Path folder, Wanted wanted) throws IOException {
    copy(row.version(), ModelManifest.FILE_NAME, folder, BoundedCopy.MAX_MANIFEST_BYTES, wanted);
    copySignatures(row.version(), folder);
    return manifestIn(row, folder);
  }

  private void copySignatures(int version, Path folder) throws IOException {
    if (signatures.keys().isEmpty()) {
      return; // Whoever has signed it, it makes no difference.
    }
    Path target = folder.resolve(ManifestSignatures.FILE_NAME);
    String name = version + "/" + ManifestSignatures.FILE_NAME;
    try (InputStream in = repository.open(name)) {
      BoundedCopy.copy(name, in, target, ManifestSignatures.MAX_BYTES, Wanted.ALWAYS);
    } catch (FileNotFoundException e) {
      Files.deleteIfExists(target); // Nobody has signed it; the policy knows what that means.
    }
  }

  /** A copy that nobody had signed when it was taken may be signed by now. */
  private ModelCopy signedIfPossible(ModelRow row, ModelCopy copy) {
    if (copy.signer().isPresent() || signatures.keys().isEmpty()) {
      return copy;
    }
    try {
      copySignatures(row.version(), copy.folder());
      return manifestIn(row, copy.folder());
    } catch (IOException e) {
      return copy; // The repository is away, and what is here may be used.
    }
  }

  private ModelCopy manifestIn(ModelRow row, Path folder) throws IOException {
    byte[] json = Files.readAllBytes(folder.resolve(ModelManifest.FILE_NAME));
    String found = Sha256.of(json);
    if (!found.equals(row.manifestSha256())) {
      throw new ModelLoadException(
          "%s must have SHA-256 %s, as the database says, but has %s"
              .formatted(ModelManifest.FILE_NAME, row.manifestSha256(), found));
    }
    Path signed = folder.resolve(ManifestSignatures.FILE_NAME);
    Optional<String> signer =
        signatures.verify(
            json,
            Files.isRegularFile(signed)
                ? Optional.of(Files.readAllBytes(signed))
                : Optional.empty());
    ModelManifest manifest = ManifestCodec.fromJson(json);
    if (manifest.version() != row.version()) {
      throw new ModelLoadException(
          "the manifest is of version %d, but must be of %d"
              .formatted(manifest.version(), row.version()));
    }
    return new ModelCopy(folder, manifest, signer);
  }

  private ModelCopy verified(ModelRow row, Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(ModelManifest.FILE_NAME))) {
      throw new ModelLoadException("the cached copy has no manifest");
    }
    ModelCopy copy = manifestIn(row, folder);
    ModelRepository.requireFiles(folder, copy.manifest());
    return copy;
  }

  private void copy(int version, String name, Path folder, long maxBytes, Wanted wanted)
      throws IOException {
    Path target = folder.resolve(name).normalize();
    if (!target.startsWith(folder)) {
      throw new ModelLoadException(name + " points out of the version's folder");
    }
    Files.createDirectories(target.getParent());
    try (InputStream in = repository.open(version + "/" + name)) {
      BoundedCopy.copy(name, in, target, maxBytes, wanted);
    } catch (FileNotFoundException e) {
      throw new ModelLoadException("the repository has no file %d/%s".formatted(version, name), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      FolderTree.delete(folder);
    }
  }
}
