package io.thoraflow.contract.database;

/**
 * The reading of an X-ray that counts: its latest.
 *
 * @param xray SHA-256
 * @param archivePath of the original, relative to the archive root
 * @param reading NORMAL or PNEUMONIA
 * @param disagreeing readers whose own latest reading is another
 */
public record LatestLabel(String xray, String archivePath, String reading, int disagreeing) {}
