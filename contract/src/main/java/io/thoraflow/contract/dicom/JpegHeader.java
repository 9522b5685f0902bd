package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.CodestreamHeader.Kind;

/** Finds the start-of-frame segment of JPEG and JPEG-LS (ITU-T T.81 annex B, T.87 annex C). */
final class JpegHeader {
  private static final Encoding BIG_ENDIAN = Encoding.EXPLICIT_BIG_ENDIAN;

  private JpegHeader() {}

  static CodestreamHeader read(byte[] codestream) {
    if (codestream.length < 2 || BIG_ENDIAN.uint16(codestream, 0) != 0xFFD8) {
      throw Unsuitable.corrupt("the compressed frame is no JPEG codestream");
    }
    CodestreamHeader frame = null;
    boolean restarts = false;
    int position = 2;
    while (codestream.length - position >= 4) {
      int marker = BIG_ENDIAN.uint16(codestream, position);
      if (marker == 0xFFFF) {
        position++;
        continue;
      }
      if (!beginsSegment(marker)) {
        break;
      }
      if (isFrame(marker)) {
        if (frame != null) {
          throw Unsuitable.corrupt("the JPEG codestream has a second start of frame");
        }
        frame = frame(codestream, position, marker);
      }
      restarts |= marker == 0xFFDD && isRestartInterval(codestream, position);
      position += 2 + BIG_ENDIAN.uint16(codestream, position + 2);
    }
    if (frame == null) {
      throw Unsuitable.corrupt("the JPEG codestream has no start of frame");
    }
    return restarts ? frame.withRestarts() : frame;
  }

  private static boolean isRestartInterval(byte[] codestream, int position) {
    return codestream.length - position >= 6 && BIG_ENDIAN.uint16(codestream, position + 4) != 0;
  }

  /**
   * Whether a length follows, in every decoder's opinion: behind markers without one (restart,
   * start, end, TEM) a decoder could find another frame than this reader does. The scan ends the
   * headers.
   */
  private static boolean beginsSegment(int marker) {
    return marker >= 0xFFC0 && !(marker >= 0xFFD0 && marker <= 0xFFDA);
  }

  private static boolean isFrame(int marker) {
    boolean dctOrLossless =
        marker >= 0xFFC0
            && marker <= 0xFFCF
            && marker != 0xFFC4
            && marker != 0xFFC8
            && marker != 0xFFCC;
    return dctOrLossless || marker == 0xFFF7;
  }

  private static CodestreamHeader frame(byte[] codestream, int position, int marker) {
    if (codestream.length - position < 10) {
      throw Unsuitable.corrupt("the JPEG codestream ends inside its start of frame");
    }
    return new CodestreamHeader(
        kind(marker),
        BIG_ENDIAN.uint16(codestream, position + 7),
        BIG_ENDIAN.uint16(codestream, position + 5),
        codestream[position + 9] & 0xFF,
        codestream[position + 4] & 0xFF,
        false);
  }

  private static Kind kind(int marker) {
    return switch (marker) {
      case 0xFFC0, 0xFFC1 -> Kind.JPEG_DCT;
      case 0xFFC3 -> Kind.JPEG_LOSSLESS;
      case 0xFFF7 -> Kind.JPEG_LS;
      default ->
          throw Unsuitable.corrupt(
              "JPEG process %04X, which no DICOM transfer syntax uses".formatted(marker));
    };
  }
}
