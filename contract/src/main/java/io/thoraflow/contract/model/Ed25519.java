package io.thoraflow.contract.model;

import io.thoraflow.contract.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Signatures of manifests by Ed25519 (RFC 8032), as the JDK computes them. */
final class Ed25519 {
  static final String NAME = "Ed25519";

  /** Comes before the manifest's bytes: a signature of anything else is none of a manifest. */
  private static final byte[] PURPOSE =
      "thoraflow model manifest, version 1\n".getBytes(StandardCharsets.US_ASCII);

  private static final int KEY_ID_LENGTH = 16;

  private Ed25519() {}

  static byte[] sign(PrivateKey key, byte[] manifest) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(PURPOSE);
      signature.update(manifest);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 17 has Ed25519", e);
    }
  }

  static boolean verifies(PublicKey key, byte[] manifest, byte[] signature) {
    try {
      Signature verification = Signature.getInstance(NAME);
      verification.initVerify(key);
      verification.update(PURPOSE);
      verification.update(manifest);
      return verification.verify(signature);
    } catch (SignatureException e) {
      return false; // Not even of a signature's form.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 17 has Ed25519", e);
    }
  }

  /**
   * Names a key: the first 16 digits of the SHA-256 of its encoding (SubjectPublicKeyInfo), so that
   * nobody can give one key another's name.
   */
  static String keyId(PublicKey key) {
    return Sha256.of(key.getEncoded()).substring(0, KEY_ID_LENGTH);
  }

  /**
   * @param der PKCS #8
   * @throws IllegalArgumentException if it is no private key of Ed25519
   */
  static PrivateKey privateKey(byte[] der) {
    try {
      return KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("holds a private key that is not of Ed25519", e);
    }
  }

  /**
   * @param der SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is no public key of Ed25519
   */
  static PublicKey publicKey(byte[] der) {
    try {
      return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("holds a public key that is not of Ed25519", e);
    }
  }
}
