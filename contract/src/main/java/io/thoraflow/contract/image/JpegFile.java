package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.UnsuitableImageException;

/**
 * What a JPEG file (ISO/IEC 10918-1) says before any pixel is decoded.
 *
 * @param width in pixels
 * @param height in pixels
 * @param components 1 or 3
 * @param progressive whether decoding holds all coefficients at once
 * @param coding how the components make a color
 * @param cleaned the file with its tables and entropy-coded data, byte for byte, and nothing else
 *     but a minimal JFIF or Adobe header: no EXIF, comments, thumbnails, profiles, or bytes after
 *     the end
 */
@SuppressWarnings("ArrayRecordComponent") // Files are large and never compared.
record JpegFile(
    int width, int height, int components, boolean progressive, Coding coding, byte[] cleaned) {

  /** How components make a color. */
  enum Coding {
    GRAY,
    YCC,
    RGB
  }

  static boolean recognizes(byte[] content) {
    return content.length >= 3
        && content[0] == (byte) 0xff
        && content[1] == (byte) 0xd8
        && content[2] == (byte) 0xff;
  }

  /** Bytes that decoding holds for one pixel: samples, or 16-bit coefficients beside them. */
  int bytesPerPixel() {
    return components * (progressive ? 3 : 1);
  }

  /**
   * The gray image.
   *
   * @throws UnsuitableImageException CORRUPT, or COLOR when it is no gray image saved as color
   */
  GrayImage decode() {
    return JdkReaders.JPEG.read(
        cleaned, reader -> JpegPixels.gray(reader.readRaster(0, null), this));
  }
}
