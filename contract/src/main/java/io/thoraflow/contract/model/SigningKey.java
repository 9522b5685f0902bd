package io.thoraflow.contract.model;

import io.thoraflow.contract.settings.Settings;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.List;
import java.util.Optional;

/**
 * The key that signs manifests, which trainer and operator hold and nobody else: whoever has it can
 * have workers run a model.
 */
public final class SigningKey {
  /** The setting that holds it, in PEM; with {@code _FILE} the file's name. */
  public static final String SETTING = "MODEL_SIGNING_KEY";

  private final PrivateKey secret;
  private final PublicKey open;

  private SigningKey(KeyPair pair) {
    this.secret = pair.getPrivate();
    this.open = pair.getPublic();
  }

  /** A new one. */
  public static SigningKey generate() {
    return new SigningKey(pair(new SecureRandom()));
  }

  /**
   * @param pem a private key of Ed25519 in PKCS #8, as {@code openssl genpkey -algorithm ed25519}
   *     writes it
   * @throws IllegalArgumentException saying what the text holds instead, without quoting it
   */
  public static SigningKey of(String pem) {
    List<PemFile.Block> blocks = PemFile.blocks(pem);
    if (blocks.size() != 1 || !blocks.get(0).label().equals(PemFile.PRIVATE)) {
      throw new IllegalArgumentException(
          "holds %s, but must hold one PRIVATE KEY"
              .formatted(blocks.stream().map(PemFile.Block::label).toList()));
    }
    PrivateKey secret = Ed25519.privateKey(blocks.get(0).content());
    byte[] seed = ((EdECPrivateKey) secret).getBytes().orElseThrow();
    return new SigningKey(pair(new Repeated(seed)));
  }

  /** The key that is set, if one is; the settings know when it is none. */
  public static Optional<SigningKey> from(Settings settings) {
    Optional<String> pem = settings.optionalSecret(SETTING);
    try {
      return pem.map(SigningKey::of);
    } catch (IllegalArgumentException e) {
      settings.reject(
          "%s must be a private key of Ed25519 in PEM (openssl genpkey -algorithm ed25519), but it %s"
              .formatted(SETTING, e.getMessage()));
      return Optional.empty();
    }
  }

  /** The JDK computes a public key only as it makes a pair, from 32 random bytes: the seed. */
  private static KeyPair pair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(Ed25519.NAME);
      generator.initialize(255, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 17 has Ed25519", e);
    }
  }

  public String keyId() {
    return Ed25519.keyId(open);
  }

  PublicKey publicKey() {
    return open;
  }

  byte[] sign(byte[] manifest) {
    return Ed25519.sign(secret, manifest);
  }

  /** For the one file that holds it. */
  public String privatePem() {
    return PemFile.text(PemFile.PRIVATE, secret.getEncoded());
  }

  /** For all who shall trust it. */
  public String publicPem() {
    return PemFile.text(PemFile.PUBLIC, open.getEncoded());
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "SigningKey[" + keyId() + "]";
  }

  /** Gives a seed that is known instead of a new one. */
  private static final class Repeated extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    private Repeated(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException(
            "the JDK asks for %d bytes, not for a seed".formatted(bytes.length));
      }
      System.arraycopy(seed, 0, bytes, 0, seed.length);
    }
  }
}
