package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/** JPEG and PNG files without their metadata. */
public final class StrippedFiles {
  private StrippedFiles() {}

  /**
   * The same file with what decoding needs, byte for byte, and nothing else: no EXIF, XMP,
   * comments, texts, times, thumbnails, profiles, nor bytes behind the end. Nothing is encoded
   * anew.
   *
   * @throws UnsuitableImageException if it is neither of the two, or broken
   */
  public static byte[] strip(byte[] content) {
    if (JpegFile.recognizes(content)) {
      return JpegParser.parse(content).cleaned();
    }
    if (PngFile.recognizes(content)) {
      return PngParser.parse(content).cleaned();
    }
    throw new UnsuitableImageException(
        RejectionReason.NOT_AN_IMAGE, "the content is neither JPEG nor PNG");
  }
}
