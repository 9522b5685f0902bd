package io.thoraflow.contract.message;

import io.thoraflow.contract.dicom.DicomIdentifiers;
import io.thoraflow.contract.dicom.PatientKey;
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
  private final PatientIdScope scope;

  /**
   * @param secret at least 32 characters, as generated
   */
  public Pseudonymizer(String secret) {
    this(secret, PatientIdScope.EVERYWHERE);
  }

  /**
   * @param secret at least 32 characters, as generated
   * @param scope whether the site belongs to the patient's key
   */
  public Pseudonymizer(String secret, PatientIdScope scope) {
    this.scope = scope;
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.keyId = digest("key-id").substring(0, 8);
  }

  /** Names the secret without revealing it: 8 hexadecimal digits. */
  public String keyId() {
    return keyId;
  }

  /** Whether the site belongs to the key of a patient without issuer. */
  public boolean countsSites() {
    return scope == PatientIdScope.SITE;
  }

  public Pseudonyms none() {
    return Pseudonyms.none(keyId);
  }

  /**
   * @param site that the X-ray came from
   */
  public Pseudonyms of(DicomIdentifiers identifiers, String site) {
    Optional<String> patient = identifiers.patient().map(key -> patient(key, site));
    Optional<String> patientIdOnly =
        identifiers.patient().map(PatientKey::idAsOnceRead).map(this::patientIdOnly);
    return new Pseudonyms(
        keyId,
        patient,
        patientIdOnly.equals(patient) ? Optional.empty() : patientIdOnly,
        identifiers.studyInstanceUid().map(uid -> digest("study:" + uid)),
        identifiers.sopInstanceUid().map(uid -> digest("instance:" + uid)));
  }

  /**
   * Of a patient, under this process's scope.
   *
   * @param site that the X-ray came from
   */
  public String patient(PatientKey patient, String site) {
    return patient(patient, countsSites() ? Optional.of(site) : Optional.empty());
  }

  /**
   * Of a patient. Where neither issuer nor site tell whose the id is, it is that of the id alone.
   *
   * @param site that makes an id without issuer one person's; empty where none does
   */
  public String patient(PatientKey patient, Optional<String> site) {
    return patient
        .issuer()
        .map(issuer -> digest("patient-of-issuer:" + counted(patient.id()) + counted(issuer)))
        .or(
            () ->
                site.map(
                    name -> digest("patient-at-site:" + counted(patient.id()) + counted(name))))
        .orElseGet(() -> patientIdOnly(patient.id()));
  }

  /** Of a Patient ID, whoever issued it. */
  public String patientIdOnly(String patientId) {
    return digest("patient:" + patientId);
  }

  /** With its length before it, so that no two lists of texts run together to the same. */
  private static String counted(String text) {
    return text.length() + ":" + text;
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
