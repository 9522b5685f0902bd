package io.thoraflow.contract.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Uncompressed pixel data (DICOM PS3.5 8.2, annex D): cells one after the other. */
final class NativePixelData {
  private NativePixelData() {}

  static short[] cells(DataSet dataSet, Element pixelData, PixelFormat format) {
    long needed = format.pixels() * format.bytesPerSample();
    if (pixelData.length() < needed) {
      throw Unsuitable.corrupt(
          "the pixel data holds %d bytes, but %d x %d pixels of %d bits need %d"
              .formatted(
                  pixelData.length(),
                  format.columns(),
                  format.rows(),
                  format.bitsAllocated(),
                  needed));
    }
    boolean bigEndian = dataSet.encoding().bigEndian();
    return format.bitsAllocated() == 16
        ? words(dataSet.content(), pixelData.start(), (int) format.pixels(), bigEndian)
        : bytes(
            dataSet.content(),
            pixelData,
            (int) format.pixels(),
            bigEndian && pixelData.vr().equals("OW"));
  }

  /** Cells of 16 bits, such as the output of a decoder. */
  static short[] words(byte[] content, int start, int pixels, boolean bigEndian) {
    short[] cells = new short[pixels];
    ByteBuffer.wrap(content, start, 2 * pixels)
        .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(cells);
    return cells;
  }

  /**
   * Cells of 8 bits.
   *
   * @param swapped whether two 8-bit cells each were written as one big endian word
   */
  private static short[] bytes(byte[] content, Element pixelData, int pixels, boolean swapped) {
    short[] cells = new short[pixels];
    int flip = swapped ? 1 : 0;
    int last = pixelData.length() - 1;
    for (int i = 0; i < pixels; i++) {
      cells[i] = (short) (content[pixelData.start() + Math.min(i ^ flip, last)] & 0xFF);
    }
    return cells;
  }
}
