package io.thoraflow.contract.dicom;

import java.io.ByteArrayOutputStream;

/**
 * Takes comments and applications' segments out of the header of a compressed gray frame, where an
 * encoder may have written anything: JPEG and JPEG-LS (ITU-T T.81 annex B), JPEG 2000 (T.800 annex
 * A). Its tables and its data stay byte for byte; the header of a sequential JPEG scan says what it
 * must (T.81 B.2.3), as decoders ignore it, and some complain.
 */
final class CodestreamComments {
  private static final Encoding BIG_ENDIAN = Encoding.EXPLICIT_BIG_ENDIAN;
  private static final int JPEG_COMMENT = 0xFFFE;
  private static final int JPEG_SCAN = 0xFFDA;
  private static final int JPEG_BASELINE = 0xFFC0;
  private static final int JPEG_EXTENDED = 0xFFC1;
  private static final int JPEG_2000_COMMENT = 0xFF64;
  private static final int JPEG_2000_TILE = 0xFF90;
  private static final int END = 0xFFD9;

  /** At the end of a scan's header: from the first to the last, at full precision. */
  private static final byte[] ALL_COEFFICIENTS = {0, 63, 0};

  private CodestreamComments() {}

  /**
   * @param codestream whose header was read before
   */
  static byte[] removed(byte[] codestream) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(codestream.length);
    kept.write(codestream, 0, 2);
    int position = 2;
    boolean sequential = false;
    while (codestream.length - position >= 4) {
      int marker = BIG_ENDIAN.uint16(codestream, position);
      if (marker == 0xFFFF) {
        position++; // Fill bytes.
        continue;
      }
      if (marker == JPEG_2000_TILE || (marker == JPEG_SCAN && !sequential)) {
        break;
      }
      int length =
          Math.min(2 + BIG_ENDIAN.uint16(codestream, position + 2), codestream.length - position);
      if (marker == JPEG_SCAN) {
        kept.write(codestream, position, length - ALL_COEFFICIENTS.length);
        kept.writeBytes(ALL_COEFFICIENTS);
        position += length;
        break;
      }
      if (!isComment(marker)) {
        kept.write(codestream, position, length);
      }
      sequential |= marker == JPEG_BASELINE || marker == JPEG_EXTENDED;
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
