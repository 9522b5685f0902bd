package io.thoraflow.contract.dicom;

/**
 * RLE Lossless (DICOM PS3.5 annex G): a 64-byte header names one segment for each byte of a cell,
 * the most significant first; each segment is packed with the PackBits scheme.
 */
final class RleDecoder {
  private static final int HEADER = 64;
  private static final int NO_OPERATION = -128;

  private RleDecoder() {}

  static short[] decode(byte[] frame, PixelFormat format) {
    if (frame.length < HEADER) {
      throw Unsuitable.corrupt("the RLE header ends after %d bytes".formatted(frame.length));
    }
    long segments = Encoding.EXPLICIT_LITTLE_ENDIAN.uint32(frame, 0);
    if (segments != format.bytesPerSample()) {
      throw Unsuitable.corrupt(
          "%d RLE segments, but %d bits allocated need %d"
              .formatted(segments, format.bitsAllocated(), format.bytesPerSample()));
    }
    short[] cells = new short[(int) format.pixels()];
    for (int segment = 0; segment < segments; segment++) {
      unpack(frame, offset(frame, segment), offsetOrEnd(frame, segment + 1, segments), cells);
    }
    return cells;
  }

  private static int offset(byte[] frame, int segment) {
    long offset = Encoding.EXPLICIT_LITTLE_ENDIAN.uint32(frame, 4 + 4 * segment);
    if (offset < HEADER || offset > frame.length) {
      throw Unsuitable.corrupt(
          "RLE segment %d begins at byte %d of %d".formatted(segment + 1, offset, frame.length));
    }
    return (int) offset;
  }

  private static int offsetOrEnd(byte[] frame, int segment, long segments) {
    return segment < segments ? offset(frame, segment) : frame.length;
  }

  /** Shifts each unpacked byte into the low end of its cell. */
  private static void unpack(byte[] frame, int start, int end, short[] cells) {
    int in = start;
    int out = 0;
    while (out < cells.length) {
      require(in < end, out, cells);
      int control = frame[in++];
      if (control >= 0) {
        int count = Math.min(control + 1, cells.length - out);
        require(end - in >= count, out, cells);
        for (int i = 0; i < count; i++) {
          append(cells, out++, frame[in + i]);
        }
        in += control + 1;
      } else if (control != NO_OPERATION) {
        require(in < end, out, cells);
        int until = Math.min(out + 1 - control, cells.length);
        while (out < until) {
          append(cells, out++, frame[in]);
        }
        in++;
      }
    }
  }

  private static void append(short[] cells, int index, byte value) {
    cells[index] = (short) ((cells[index] << 8) | (value & 0xFF));
  }

  private static void require(boolean enough, int found, short[] cells) {
    if (!enough) {
      throw Unsuitable.corrupt(
          "an RLE segment yields %d of %d pixels".formatted(found, cells.length));
    }
  }
}
