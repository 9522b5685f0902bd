package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.CodestreamHeader.Kind;

/** Reads the SIZ segment of a JPEG 2000 codestream (ITU-T T.800 A.5.1), bare or in a JP2 file. */
final class Jpeg2000Header {
  private static final Encoding BIG_ENDIAN = Encoding.EXPLICIT_BIG_ENDIAN;
  private static final long SOC_AND_SIZ = 0xFF4F_FF51L;
  private static final long JP2_SIGNATURE_BOX = 12;
  private static final long CODESTREAM_BOX = 0x6A70_3263L;

  private Jpeg2000Header() {}

  static CodestreamHeader read(byte[] codestream) {
    int start = start(codestream);
    if (codestream.length - start < 43 || BIG_ENDIAN.uint32(codestream, start) != SOC_AND_SIZ) {
      throw Unsuitable.corrupt("the compressed frame is no JPEG 2000 codestream");
    }
    return new CodestreamHeader(
        Kind.JPEG_2000,
        extent(codestream, start + 8),
        extent(codestream, start + 12),
        BIG_ENDIAN.uint16(codestream, start + 40),
        (codestream[start + 42] & 0x7F) + 1,
        false);
  }

  /** The reference grid's size less the image's offset in it. */
  private static int extent(byte[] codestream, int offset) {
    long extent = BIG_ENDIAN.uint32(codestream, offset) - BIG_ENDIAN.uint32(codestream, offset + 8);
    if (extent < 1 || extent > 0xFFFF) {
      throw Unsuitable.corrupt(
          "the JPEG 2000 codestream claims an extent of %d; DICOM allows 1 to 65535"
              .formatted(extent));
    }
    return (int) extent;
  }

  private static int start(byte[] codestream) {
    if (codestream.length < JP2_SIGNATURE_BOX
        || BIG_ENDIAN.uint32(codestream, 0) != JP2_SIGNATURE_BOX) {
      return 0;
    }
    long position = JP2_SIGNATURE_BOX;
    while (position <= codestream.length - 8L) {
      long length = BIG_ENDIAN.uint32(codestream, (int) position);
      if (BIG_ENDIAN.uint32(codestream, (int) position + 4) == CODESTREAM_BOX) {
        return (int) position + 8;
      }
      if (length < 8) {
        break;
      }
      position += length;
    }
    throw Unsuitable.corrupt("the JP2 file holds no JPEG 2000 codestream");
  }
}
