package io.thoraflow.contract.xray;

import java.util.Locale;

/**
 * Why a file cannot become a diagnosis. The codes are stable: sidecars, metrics and the database
 * carry them.
 */
public enum RejectionReason {
  /** Neither DICOM, JPEG nor PNG. */
  NOT_AN_IMAGE,
  /** A directory entry that is no regular file: a FIFO, a device, a symbolic link. */
  NOT_A_REGULAR_FILE,
  EMPTY_FILE,
  /** The content ends before it is complete. */
  TRUNCATED,
  /** The content contradicts its format. */
  CORRUPT,
  /** More bytes than the size limit. */
  TOO_LARGE,
  /** More pixels than the pixel limit. */
  TOO_MANY_PIXELS,
  /** Fewer pixels than any radiograph has. */
  TOO_FEW_PIXELS,
  /** DICOM without an image, such as a structured report. */
  NO_PIXEL_DATA,
  MULTI_FRAME,
  PALETTE_COLOR,
  COLOR,
  UNSUPPORTED_PIXEL_FORMAT,
  UNSUPPORTED_TRANSFER_SYNTAX,
  /** Not among the accepted modalities. */
  MODALITY,
  /** Not among the accepted body parts. */
  BODY_PART,
  /** Not among the accepted view positions, such as a lateral view. */
  VIEW_POSITION,
  /** A modality or SOP class that is not known. */
  MODALITY_NOT_UNDERSTOOD,
  /** A body part is told in words or codes that are not known. */
  BODY_PART_NOT_UNDERSTOOD,
  /** A view is told in words or codes that are not known. */
  VIEW_NOT_UNDERSTOOD,
  /** Raw detector data, a localizer, a subtraction or the like. */
  NOT_FOR_PRESENTATION,
  /** The picture shows nothing: it is all but constant, black or white. */
  NO_CONTENT,
  /** No de-identified copy of it can be kept in its place, as the archive demands. */
  NOT_DEIDENTIFIED;

  /** {@code TOO_MANY_PIXELS} as {@code too_many_pixels}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
