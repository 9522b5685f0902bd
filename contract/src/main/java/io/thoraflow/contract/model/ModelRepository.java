package io.thoraflow.contract.model;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.identity.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Model versions in a folder: {@code <root>/<integer version>/{saved_model.pb, variables/,
 * manifest.json, manifest.sig}}.
 *
 * <p>A version is immutable, but for signatures that are added to it. It is staged under a
 * temporary name on the same file system, every file and folder is synced, and one rename makes it
 * visible: whatever is killed when, there is either no such version or a whole one.
 */
public final class ModelRepository {
  private static final String STAGING_PREFIX = ".staging-";
  private static final String ABANDONED_PREFIX = ".abandoned-";

  /** What a manifest cannot hold the hash of. */
  private static final Set<String> NOT_NAMED =
      Set.of(ModelManifest.FILE_NAME, ManifestSignatures.FILE_NAME);

  private final Path root;
  private final ModelSigning signing;

  /** Signs nothing. */
  public ModelRepository(Path root) {
    this(root, ModelSigning.none());
  }

  /**
   * @param signing of what is published here
   */
  public ModelRepository(Path root, ModelSigning signing) {
    this.root = root;
    this.signing = signing;
  }

  public Path root() {
    return root;
  }

  public Path folder(int version) {
    return root.resolve(Integer.toString(version));
  }

  /** All versions, ascending. */
  public List<Integer> versions() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("[1-9]\\d{0,8}"))
          .map(Integer::valueOf)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new, empty folder to build a version in, which readers never see. */
  public Path stage() throws IOException {
    Files.createDirectories(root);
    return Files.createDirectory(root.resolve(STAGING_PREFIX + UUID.randomUUID()));
  }

  /**
   * Deletes what killed processes have staged and not published.
   *
   * @param before only folders in which nothing has been written since then; others may still be in
   *     somebody's hands
   * @return how many were deleted
   */
  public int deleteAbandoned(Instant before) throws IOException {
    for (Path staged : entries(STAGING_PREFIX)) {
      if (lastChange(staged).isBefore(before)) {
        // Renamed first: should its owner live after all, then its own rename fails, instead of
        // making half a version visible.
        Files.move(
            staged,
            root.resolve(ABANDONED_PREFIX + UUID.randomUUID()),
            StandardCopyOption.ATOMIC_MOVE);
      }
    }
    List<Path> abandoned = entries(ABANDONED_PREFIX);
    for (Path folder : abandoned) {
      FolderTree.delete(folder);
    }
    return abandoned.size();
  }

  /**
   * Takes a version away: one rename makes it invisible, then its files go. What a kill leaves of
   * them, {@link #deleteAbandoned} deletes.
   */
  public void delete(int version) throws IOException {
    Path gone = root.resolve(ABANDONED_PREFIX + UUID.randomUUID());
    Files.move(folder(version), gone, StandardCopyOption.ATOMIC_MOVE);
    AtomicFile.sync(root);
    FolderTree.delete(gone);
  }

  private List<Path> entries(String prefix) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static Instant lastChange(Path folder) throws IOException {
    Instant last = Instant.MIN;
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.toList()) {
        Instant change = Files.getLastModifiedTime(entry).toInstant();
        last = change.isAfter(last) ? change : last;
      }
      return last;
    } catch (NoSuchFileException | UncheckedIOException e) {
      return Instant.MAX; // Somebody publishes or deletes it at this moment.
    }
  }

  /**
   * Makes a staged version visible.
   *
   * @param staged a folder of {@link #stage()} that holds the SavedModel
   * @param manifest its {@code files} as {@link #hashes} gives them
   * @return the SHA-256 of {@code manifest.json}
   * @throws IOException if the version exists already or the disk fails; the staged folder then
   *     stays invisible
   */
  public String publish(Path staged, ModelManifest manifest) throws IOException {
    byte[] json = ManifestCodec.toJson(manifest);
    Files.write(staged.resolve(ModelManifest.FILE_NAME), json);
    if (signing.key().isPresent()) {
      Files.write(
          staged.resolve(ManifestSignatures.FILE_NAME),
          ManifestSignatures.of(signing.key().get(), json).toJson());
    }
    Path target = folder(manifest.version());
    if (Files.exists(target)) {
      throw new IOException("model version %d exists already".formatted(manifest.version()));
    }
    String manifestHash = Sha256.of(staged.resolve(ModelManifest.FILE_NAME));
    sync(staged);
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    AtomicFile.sync(root);
    return manifestHash;
  }

  /**
   * @throws ModelLoadException if the version has no manifest or a wrong one
   */
  public ModelManifest manifest(int version) {
    return ManifestCodec.fromJson(manifestJson(version));
  }

  private byte[] manifestJson(int version) {
    try {
      return Files.readAllBytes(folder(version).resolve(ModelManifest.FILE_NAME));
    } catch (IOException e) {
      throw unreadable(version, e);
    }
  }

  private static ModelLoadException unreadable(int version, IOException cause) {
    return new ModelLoadException(
        "model version %d has no readable manifest".formatted(version), cause);
  }

  /**
   * Whose signature lets a version be used.
   *
   * @return the key's id; empty if none that counts, which is not required
   * @throws ModelLoadException if it may not be used, or is not whole
   */
  public Optional<String> signer(int version, SignaturePolicy policy) {
    return signer(version, manifestJson(version), policy);
  }

  private Optional<String> signer(int version, byte[] manifest, SignaturePolicy policy) {
    try {
      return policy.verify(manifest, signatures(version));
    } catch (IOException e) {
      throw unreadable(version, e);
    }
  }

  /**
   * Sees to it that a version may be used here, by the policy of this process: where that requires
   * signatures, it is signed by a key that counts, and its files are those that were signed.
   *
   * @throws ModelLoadException naming what is wrong
   */
  public void requireUsable(int version) {
    byte[] json = manifestJson(version);
    var unused = signer(version, json, signing.policy());
    if (!signing.policy().required()) {
      return;
    }
    try {
      requireFiles(folder(version), ManifestCodec.fromJson(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sees to it that a folder holds the files that a manifest names.
   *
   * @throws ModelLoadException naming the first that is missing or another
   */
  public static void requireFiles(Path folder, ModelManifest manifest) throws IOException {
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      String found = Files.isRegularFile(path) ? Sha256.of(path) : "no file";
      if (!found.equals(file.getValue())) {
        throw new ModelLoadException(
            "%s must have SHA-256 %s, as the manifest of version %d says, but has %s"
                .formatted(file.getKey(), file.getValue(), manifest.version(), found));
      }
    }
  }

  private Optional<byte[]> signatures(int version) throws IOException {
    Path file = folder(version).resolve(ManifestSignatures.FILE_NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > ManifestSignatures.MAX_BYTES) {
      throw new ModelLoadException(
          "%s must have at most %d bytes, but has more"
              .formatted(ManifestSignatures.FILE_NAME, ManifestSignatures.MAX_BYTES));
    }
    return Optional.of(Files.readAllBytes(file));
  }

  /**
   * Adds a signature to a version, beside those that it has.
   *
   * @param manifest what was judged; nothing is signed but these bytes
   */
  public void sign(int version, byte[] manifest, SigningKey key) throws IOException {
    ManifestSignatures signed =
        signatures(version)
            .map(ManifestSignatures::fromJson)
            .orElseGet(ManifestSignatures::none)
            .with(key, manifest);
    AtomicFile.write(
        folder(version).resolve(ManifestSignatures.FILE_NAME),
        signed.toJson(),
        AtomicFile.Option.SYNCED);
  }

  /** How this process deals with signatures. */
  public ModelSigning signing() {
    return signing;
  }

  /**
   * SHA-256 of every regular file below a folder but the manifest and its signatures, by relative
   * path with forward slashes.
   */
  public static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (!NOT_NAMED.contains(name)) {
          hashes.put(name, Sha256.of(file));
        }
      }
    }
    return hashes;
  }

  private static void sync(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.toList()) {
        AtomicFile.sync(entry);
      }
    }
  }
}
