package io.thoraflow.contract.dicom;

import java.io.ByteArrayOutputStream;

/**
 * Takes comments and applications' segments out of the header of a compressed gray frame, where an
 * encoder may have written anything: JPEG and JPEG-LS (ITU-T T.81 annex B), JPEG 2000 (T.800 annex
 * A). Its tables and its data stay byte for byte.
 */
final class CodestreamComments {
  private static final Encoding BIG_ENDIAN = Encoding.EXPLICIT_BIG_ENDIAN;
  private static final int JPEG_COMMENT = 0xFFFE;
  private static final int JPEG_SCAN = 0xFFDA;
  private static final int JPEG_2000_COMMENT = 0xFF64;
  private static final int JPEG_2000_TILE = 0xFF90;
  private static final int END = 0xFFD9;

  private CodestreamComments() {}

  /**
   * @param codestream that was decoded before
   */
  static byte[] removed(byte[] codestream) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(codestream.length);
    kept.write(codestream, 0, 2);
    int position = 2;
    while (codestream.length - position >= 4) {
      int marker = BIG_ENDIAN.uint16(codestream, position);
      if (marker == 0xFFFF) {
        position++; // Fill bytes.
        continue;
      }
      if (marker == JPEG_SCAN || marker == JPEG_2000_TILE) {
        break;
      }
      int length =
          Math.min(2 + BIG_ENDIAN.uint16(codestream, position + 2), codestream.length - position);
      if (!isComment(marker)) {
        kept.write(codestream, position, length);
      }
      position += length;
    }
    kept.write(codestream, position, end(codestream) - position);
    return kept.toByteArray();
  }

  private static boolean isComment(int marker) {
    return marker == JPEG_COMMENT
        || marker == JPEG_2000_COMMENT
        || (marker >= 0xFFE0 && marker <= 0xFFEF);
  }

  /** Behind the last end marker nothing belongs to the frame. */
  private static int end(byte[] codestream) {
    for (int i = codestream.length - 2; i >= 2; i--) {
      if (BIG_ENDIAN.uint16(codestream, i) == END) {
        return i + 2;
      }
    }
    return codestream.length;
  }
}
