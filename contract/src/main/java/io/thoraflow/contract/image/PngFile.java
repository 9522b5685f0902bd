package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.Arrays;

/**
 * What a PNG file (ISO/IEC 15948) says before any pixel is decoded.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bitDepth of a sample
 * @param colorType as in the header
 * @param significantBits of a sample, the most of any channel: of the sBIT chunk, the bit depth
 *     where there is none
 * @param cleaned the file's critical chunks, byte for byte, of 16 bits with the sBIT chunk, and no
 *     others: no texts, times, EXIF, profiles, transparency or gamma, nor bytes after the end
 */
@SuppressWarnings("ArrayRecordComponent") // Files are large and never compared.
record PngFile(
    int width, int height, int bitDepth, int colorType, int significantBits, byte[] cleaned) {
  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  static final int SIGNATURE_LENGTH = SIGNATURE.length;

  /** Whether the content is a PNG file, or the beginning of its signature. */
  static boolean recognizes(byte[] content) {
    int length = Math.min(content.length, SIGNATURE_LENGTH);
    return length > 0 && Arrays.equals(content, 0, length, SIGNATURE, 0, length);
  }

  /** Gray with 8 bits: the canonical form. */
  boolean isPlain() {
    return colorType == GRAY && bitDepth == 8;
  }

  int channels() {
    return switch (colorType) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  int bytesPerPixel() {
    return channels() * (bitDepth == 16 ? 2 : 1);
  }

  /**
   * The gray image. An alpha channel is ignored, as Pillow and Keras do.
   *
   * @throws UnsuitableImageException CORRUPT; COLOR when it is no gray image saved as color;
   *     UNSUPPORTED_PIXEL_FORMAT when 16-bit samples leave most of their range unused
   */
  GrayImage decode() {
    return JdkReaders.PNG.read(cleaned, reader -> PngPixels.gray(reader.read(0), this));
  }
}
