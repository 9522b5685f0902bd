package io.thoraflow.contract.message;

import io.thoraflow.contract.dicom.DicomIdentifiers;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes keyed pseudonyms: HMAC-SHA-256 (RFC 2104) of an identifier under the site's secret. The
 * same identifier gives the same pseudonym as long as the secret stays; without the secret it can
 * be neither reversed nor guessed.
 */
public final class Pseudonymizer {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final String keyId;

  /**
   * @param secret at least 32 characters, as generated
   */
  public Pseudonymizer(String secret) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.keyId = digest("key-id").substring(0, 8);
  }

  /** Names the secret without revealing it: 8 hexadecimal digits. */
  public String keyId() {
    return keyId;
  }

  public Pseudonyms none() {
    return new Pseudonyms(keyId, Optional.empty(), Optional.empty(), Optional.empty());
  }

  public Pseudonyms of(DicomIdentifiers identifiers) {
    return new Pseudonyms(
        keyId,
        identifiers.patientId().map(this::patient),
        identifiers.studyInstanceUid().map(uid -> digest("study:" + uid)),
        identifiers.sopInstanceUid().map(uid -> digest("instance:" + uid)));
  }

  public String patient(String patientId) {
    return digest("patient:" + patientId);
  }

  /**
   * A UID in place of another one: a UUID (RFC 9562, version 8) of the keyed hash, as an integer
   * below the root 2.25 (DICOM PS3.5 B.2).
   */
  public String uid(String uid) {
    String hash = digest("uid:" + uid);
    BigInteger bits = new BigInteger(hash.substring(0, 12) + "8" + hash.substring(13, 16), 16);
    BigInteger rest = new BigInteger(hash.substring(16, 32), 16).clearBit(62).setBit(63);
    return "2.25." + bits.shiftLeft(64).or(rest);
  }

  private String digest(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
