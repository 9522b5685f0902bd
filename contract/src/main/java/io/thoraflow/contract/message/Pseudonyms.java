package io.thoraflow.contract.message;

import java.util.Optional;

/**
 * Keyed pseudonyms of one X-ray: HMAC-SHA-256 of the DICOM identifiers, hexadecimal.
 *
 * @param keyId names the secret they were made with, so that it can be rotated
 * @param patient of Patient ID; empty where the file names none
 * @param study of Study Instance UID
 * @param instance of SOP Instance UID
 */
public record Pseudonyms(
    String keyId, Optional<String> patient, Optional<String> study, Optional<String> instance) {}
