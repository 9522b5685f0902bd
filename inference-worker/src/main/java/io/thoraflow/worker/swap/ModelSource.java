package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ManifestCodec;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings model versions from the repository into this worker's own cache, byte for byte what the
 * database and the manifest say.
 *
 * <p>The chain: {@code model_version} names the SHA-256 of the manifest, the manifest names that of
 * every file. A version that is in the cache already is checked again before each use.
 */
public final class ModelSource {
  private static final String STAGING_PREFIX = ".staging-";

  private final RepositoryFiles repository;
  private final Path cache;

  private ModelSource(RepositoryFiles repository, Path cache) {
    this.repository = repository;
    this.cache = cache;
  }

  /**
   * @param repository a folder, or an http(s) address that serves the same layout
   * @param cache a folder of this worker alone, made when absent
   */
  public static ModelSource of(String repository, Path cache) {
    return of(repository, cache, TransferLimits.DEFAULT);
  }

  /** As {@link #of(String, Path)}, with other limits for what comes over HTTP. */
  static ModelSource of(String repository, Path cache, TransferLimits limits) {
    return new ModelSource(RepositoryFiles.at(repository, limits), cache);
  }

  /**
   * A version's manifest alone.
   *
   * @throws ModelLoadException if it is missing or not the one that the database names
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
   * @throws ModelLoadException if a file is missing or not what the manifest says
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
        return verified(row, folder);
      } catch (ModelLoadException e) {
        // The copy rotted in the cache: take a new one.
        delete(folder);
      }
    }
    Path staged = stage();
    try {
      ModelManifest manifest = copyManifest(row, staged, wanted).manifest();
      for (String file : manifest.files().keySet()) {
        copy(row.version(), file, staged, BoundedCopy.MAX_FILE_BYTES, wanted);
      }
      verified(row, staged);
      Files.move(staged, folder, StandardCopyOption.ATOMIC_MOVE);
      return new ModelCopy(folder, manifest);
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
    return new ModelCopy(folder, manifestOf(row, folder));
  }

  private static ModelManifest manifestOf(ModelRow row, Path folder) throws IOException {
    Path file = folder.resolve(ModelManifest.FILE_NAME);
    String found = Sha256.of(file);
    if (!found.equals(row.manifestSha256())) {
      throw new ModelLoadException(
          "%s must have SHA-256 %s, as the database says, but has %s"
              .formatted(ModelManifest.FILE_NAME, row.manifestSha256(), found));
    }
    ModelManifest manifest = ManifestCodec.fromJson(Files.readAllBytes(file));
    if (manifest.version() != row.version()) {
      throw new ModelLoadException(
          "the manifest is of version %d, but must be of %d"
              .formatted(manifest.version(), row.version()));
    }
    return manifest;
  }

  private static ModelCopy verified(ModelRow row, Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(ModelManifest.FILE_NAME))) {
      throw new ModelLoadException("the cached copy has no manifest");
    }
    ModelManifest manifest = manifestOf(row, folder);
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      String found = Files.isRegularFile(path) ? Sha256.of(path) : "no file";
      if (!found.equals(file.getValue())) {
        throw new ModelLoadException(
            "%s must have SHA-256 %s, as the manifest says, but has %s"
                .formatted(file.getKey(), file.getValue(), found));
      }
    }
    return new ModelCopy(folder, manifest);
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
