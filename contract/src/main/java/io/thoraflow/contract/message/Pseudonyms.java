package io.thoraflow.contract.message;

import java.util.Optional;

/**
 * Keyed pseudonyms of one X-ray: HMAC-SHA-256 of the DICOM identifiers, hexadecimal.
 *
 * @param keyId names the secret they were made with, so that it can be rotated
 * @param patient of Patient ID and what makes it one person's; empty where the file names none
 * @param patientIdOnly of the Patient ID alone, as releases made it that did not regard its issuer:
 *     what the training split is made by; empty where it is {@code patient}
 * @param study of Study Instance UID
 * @param instance of SOP Instance UID
 */
public record Pseudonyms(
    String keyId,
    Optional<String> patient,
    Optional<String> patientIdOnly,
    Optional<String> study,
    Optional<String> instance) {

  /** None of an X-ray whose file names nobody. */
  public static Pseudonyms none(String keyId) {
    return new Pseudonyms(
        keyId, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** What the training split is made by. */
  public Optional<String> splitBy() {
    return patientIdOnly.or(this::patient);
  }
}
