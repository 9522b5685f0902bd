package io.thoraflow.standalone.deployment;

import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The key that signs models, and the public one, as {@code prepare.sh} leaves them. */
final class ModelKeyFiles {
  private static final String SIGNING = "model_signing_key";
  private static final String TRUSTED = "model_trusted_keys";

  private ModelKeyFiles() {}

  /** Whether a secret is one of them, and so no password. */
  static boolean isOne(String secret) {
    return Set.of(SIGNING, TRUSTED).contains(secret);
  }

  static void make(Path secrets) throws IOException {
    SigningKey key = SigningKey.generate();
    Files.writeString(secrets.resolve(SIGNING), key.privatePem());
    Files.writeString(secrets.resolve(TRUSTED), key.publicPem());
  }

  static ModelSigning signing(Path secrets) throws IOException {
    return ModelSigning.by(SigningKey.of(Files.readString(secrets.resolve(SIGNING))));
  }
}
