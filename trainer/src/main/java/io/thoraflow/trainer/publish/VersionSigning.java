package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.SignatureLog;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ManifestCodec;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.contract.savedmodel.SavedModelCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs versions that are published already: those of the time before signatures, once, and those
 * that an operator names.
 *
 * <p>Whatever is signed was judged first, in a private copy, so that nobody can put other files in
 * place between the judgement and the signature: the manifest is the one that is registered, each
 * file is the one that the manifest names, and the graph passes today's {@link SavedModelCheck}.
 * Nothing of the model runs.
 */
public final class VersionSigning {
  private static final Logger log = LoggerFactory.getLogger(VersionSigning.class);

  private final ModelRepository repository;
  private final SignatureLog signatures;
  private final SigningKey key;
  private final String by;

  /**
   * @param by the person or process that the database shall name
   */
  public VersionSigning(
      ModelRepository repository, SignatureLog signatures, SigningKey key, String by) {
    this.repository = repository;
    this.signatures = signatures;
    this.key = key;
    this.by = by;
  }

  /**
   * Looks at each version that was registered before versions were signed, once: signs it if all is
   * as it should be, else records why not. One whose files cannot be read now is left for the next
   * time.
   *
   * @return the versions that were signed
   */
  public List<Integer> signDue() {
    List<Integer> signed = new ArrayList<>();
    if (repository.versions().isEmpty()) {
      return signed; // Nothing to sign, or a repository that is not mounted.
    }
    for (ModelRow row : signatures.due()) {
      try {
        sign(row.version(), row.manifestSha256());
        signatures.settle(
            row.version(),
            SignatureLog.Outcome.SIGNED,
            by,
            "published before versions were signed; its files are those that were registered, and"
                + " pass the check of today; signed with key "
                + key.keyId());
        signed.add(row.version());
        log.info("Signed model version {} with key {}.", row.version(), key.keyId());
      } catch (ModelLoadException e) {
        signatures.settle(
            row.version(), SignatureLog.Outcome.UNSIGNED, by, "not signed: " + e.getMessage());
        log.warn("Model version {} was not signed: {}", row.version(), e.getMessage());
      } catch (IOException | UncheckedIOException e) {
        log.warn(
            "Model version {} could not be read to be signed: {}", row.version(), e.toString());
      }
    }
    return signed;
  }

  /**
   * Signs a version.
   *
   * @param manifestSha256 of the manifest that is registered
   * @throws ModelLoadException if it is not what is registered, or fails the check
   * @throws IOException if it cannot be read, or the signature not be written
   */
  public void sign(int version, String manifestSha256) throws IOException {
    Path copy = Files.createTempDirectory("thoraflow-signing-");
    try {
      repository.sign(version, judged(version, manifestSha256, copy), key);
    } catch (NoSuchFileException e) {
      throw new ModelLoadException("there is no file " + e.getMessage(), e);
    } finally {
      FolderTree.delete(copy);
    }
  }

  /** The manifest, when all that it names has been found in order. */
  private byte[] judged(int version, String manifestSha256, Path copy) throws IOException {
    Path folder = repository.folder(version);
    byte[] json = Files.readAllBytes(folder.resolve(ModelManifest.FILE_NAME));
    require(ModelManifest.FILE_NAME, manifestSha256, "as the database says", Sha256.of(json));
    ModelManifest manifest = ManifestCodec.fromJson(json);
    if (manifest.version() != version) {
      throw new ModelLoadException(
          "the manifest is of version %d, but must be of %d"
              .formatted(manifest.version(), version));
    }
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      Path target = copy.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.copy(folder.resolve(file.getKey()), target);
      require(file.getKey(), file.getValue(), "as the manifest says", Sha256.of(target));
    }
    SavedModelCheck.verify(copy);
    return json;
  }

  private static void require(String file, String expected, String why, String found) {
    if (!found.equals(expected)) {
      throw new ModelLoadException(
          "%s must have SHA-256 %s, %s, but has %s".formatted(file, expected, why, found));
    }
  }
}
