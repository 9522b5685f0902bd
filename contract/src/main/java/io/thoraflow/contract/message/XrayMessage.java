package io.thoraflow.contract.message;

import io.thoraflow.contract.dicom.DicomFacts;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.SourceFormat;
import java.time.Instant;
import java.util.Optional;

/**
 * One X-ray on its way from ingest to a worker. It carries the image itself, so workers need no
 * shared file system, and no patient data.
 *
 * @param sha256 of the original file's bytes, 64 lower-case hexadecimal digits: the X-ray's
 *     identity
 * @param image the canonical image, encoded: 8-bit grayscale, longest side at most 1024 pixels
 * @param mediaType how {@code image} is encoded
 * @param width of the canonical image, in pixels
 * @param height of the canonical image, in pixels
 * @param site the first folder below the inbox, {@code default} for files at its top
 * @param pseudonyms keyed pseudonyms of the DICOM identifiers
 * @param sourceFormat what the original file was
 * @param dicom facts of the DICOM header; empty for JPEG and PNG files
 * @param archivePath where the original is kept, relative to the archive root, with forward slashes
 * @param receivedAt when ingest read the file
 */
@SuppressWarnings("ArrayRecordComponent") // The image is large and never compared.
public record XrayMessage(
    String sha256,
    byte[] image,
    MediaType mediaType,
    int width,
    int height,
    String site,
    Pseudonyms pseudonyms,
    SourceFormat sourceFormat,
    Optional<DicomFacts> dicom,
    String archivePath,
    Instant receivedAt) {

  /** The partition key: all images of a study go to one worker, in order. */
  public String key() {
    return pseudonyms.study().orElse(sha256);
  }
}
