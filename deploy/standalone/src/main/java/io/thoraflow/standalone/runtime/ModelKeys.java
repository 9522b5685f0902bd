package io.thoraflow.standalone.runtime;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.contract.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The key that signs model versions of a data folder, and the public keys that its workers trust;
 * settings of the environment come before them.
 */
public final class ModelKeys {
  private static final String FILE = "_FILE";

  private ModelKeys() {}

  /**
   * Makes a pair where there is no signing key.
   *
   * @return whether it was made now
   */
  public static boolean ensure(DataFolder folder, Settings settings) throws IOException {
    if (hasSigningKey(settings) || Files.exists(folder.signingKey())) {
      return false;
    }
    PrivateFolders.make(folder.secrets());
    Files.setPosixFilePermissions(folder.secrets(), PosixFilePermissions.fromString("rwx------"));
    SigningKey key = SigningKey.generate();
    Files.createDirectories(folder.trustedKeys());
    // The public key first: one whose private key was never written harms nobody.
    write(folder.trustedKeys().resolve(key.keyId() + ".pem"), key.publicPem());
    write(folder.signingKey(), key.privatePem());
    return true;
  }

  private static void write(Path file, String pem) throws IOException {
    AtomicFile.write(file, pem, AtomicFile.Option.OWNER_ONLY, AtomicFile.Option.SYNCED);
  }

  /**
   * Of commands that publish.
   *
   * @throws io.thoraflow.contract.settings.InvalidSettingsException naming what is wrong with a key
   */
  public static ModelSigning signing(DataFolder folder, Settings settings) {
    Settings own = settings.with(defaults(folder, settings));
    return own.verified(ModelSigning.from(own));
  }

  /**
   * Of commands that only use versions: they need no signing key.
   *
   * @throws io.thoraflow.contract.settings.InvalidSettingsException naming what is wrong with a key
   */
  public static ModelSigning reading(DataFolder folder, Settings settings) {
    Settings own = settings.with(trusted(folder, settings));
    return own.verified(new ModelSigning(Optional.empty(), SignaturePolicy.from(own)));
  }

  /** The settings of a process that publishes, as far as the environment does not say them. */
  public static Map<String, String> defaults(DataFolder folder, Settings settings) {
    Map<String, String> found = new HashMap<>(trusted(folder, settings));
    if (!hasSigningKey(settings) && Files.exists(folder.signingKey())) {
      found.put(SigningKey.SETTING + FILE, folder.signingKey().toString());
    }
    return found;
  }

  /** The settings of a process that uses models, as far as the environment does not say them. */
  public static Map<String, String> trusted(DataFolder folder, Settings settings) {
    return settings.optional(SignaturePolicy.KEYS).isEmpty() && Files.exists(folder.trustedKeys())
        ? Map.of(SignaturePolicy.KEYS, folder.trustedKeys().toString())
        : Map.of();
  }

  private static boolean hasSigningKey(Settings settings) {
    return settings.optional(SigningKey.SETTING).isPresent()
        || settings.optional(SigningKey.SETTING + FILE).isPresent();
  }
}
