package io.thoraflow.contract.database;

import java.util.Optional;

/**
 * The reading of an X-ray that counts: its latest.
 *
 * @param xray SHA-256
 * @param archivePath of the original, relative to the archive root
 * @param reading NORMAL or PNEUMONIA
 * @param disagreeing readers whose own latest reading is another
 * @param keyId names the secret that pseudonyms of the X-ray were made under
 * @param patient pseudonym of the Patient ID alone, by which sides are split; empty where the file
 *     named none
 */
public record LatestLabel(
    String xray,
    String archivePath,
    String reading,
    int disagreeing,
    String keyId,
    Optional<String> patient) {}
