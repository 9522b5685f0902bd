package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.image.EncodedImage;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.archive.Archive;
import java.time.Instant;

/**
 * What is remembered of an X-ray whose original is in the archive.
 *
 * @param pseudonyms as ingest made them, under a secret that may have changed since
 * @param receivedAt when ingest read the file
 */
public record ArchivedXray(
    String sha256,
    String site,
    Instant receivedAt,
    SourceFormat sourceFormat,
    Pseudonyms pseudonyms) {

  /** Relative to the archive's root. */
  public String archivePath() {
    return Archive.pathOf(sha256, sourceFormat);
  }

  /**
   * The message that ingest sent.
   *
   * @param radiograph read anew from the original
   */
  public XrayMessage message(Radiograph radiograph) {
    EncodedImage image = radiograph.image();
    return new XrayMessage(
        sha256,
        image.content(),
        image.mediaType(),
        image.width(),
        image.height(),
        site,
        pseudonyms,
        radiograph.sourceFormat(),
        radiograph.facts(),
        archivePath(),
        receivedAt);
  }
}
