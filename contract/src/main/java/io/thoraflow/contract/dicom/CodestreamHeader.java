package io.thoraflow.contract.dicom;

/**
 * What a compressed frame says of itself, read before any decoder sees it.
 *
 * @param kind which process compressed it
 * @param columns width
 * @param rows height
 * @param components 1 for gray
 * @param precision bits a sample
 * @param restarts whether JPEG restart intervals divide the entropy-coded data
 */
record CodestreamHeader(
    Kind kind, int columns, int rows, int components, int precision, boolean restarts) {

  enum Kind {
    /** Sequential DCT; in-process up to 8 bits. */
    JPEG_DCT,
    JPEG_LOSSLESS,
    JPEG_LS,
    JPEG_2000
  }

  CodestreamHeader withRestarts() {
    return new CodestreamHeader(kind, columns, rows, components, precision, true);
  }

  /**
   * Refuses a codestream whose own dimensions differ from Rows and Columns: a few bytes may unfold
   * into gigabytes.
   */
  void requireMatch(PixelFormat format) {
    if (columns != format.columns() || rows != format.rows() || components != 1) {
      throw Unsuitable.corrupt(
          "the codestream has %d x %d pixels of %d components, but the header says %d x %d of one"
              .formatted(columns, rows, components, format.columns(), format.rows()));
    }
    if (precision > format.bitsAllocated()) {
      throw Unsuitable.corrupt(
          "the codestream has %d bits a sample, but only %d are allocated"
              .formatted(precision, format.bitsAllocated()));
    }
  }

  /**
   * Refuses a codestream without its end marker, which JPEG, JPEG-LS and JPEG 2000 share and which
   * cannot occur in their compressed data: decoders would make up what is missing.
   */
  static void requireEnd(byte[] codestream) {
    for (int i = codestream.length - 2; i >= 2; i--) {
      if (codestream[i] == (byte) 0xFF && codestream[i + 1] == (byte) 0xD9) {
        return;
      }
    }
    throw Unsuitable.corrupt("the codestream lacks its end: it was cut short");
  }
}
