package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Walks the chunks of one PNG file to its end, checking their sums, without decoding. */
final class PngParser {
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int SBIT = 0x73424954;
  private static final int IEND = 0x49454e44;

  /** Set in the type of chunks that a decoder may skip (bit 5 of the first byte). */
  private static final int ANCILLARY = 0x20000000;

  /** Length, type and sum. */
  private static final int OVERHEAD = 12;

  private static final int HEADER_LENGTH = 13;

  private final byte[] content;
  private final ByteBuffer buffer;
  private final ByteArrayOutputStream cleaned;
  private int width;
  private int height;
  private int bitDepth;
  private int colorType = -1;
  private int significantBits;
  private boolean palette;
  private boolean data;

  private PngParser(byte[] content) {
    this.content = content;
    this.buffer = ByteBuffer.wrap(content);
    this.cleaned = new ByteArrayOutputStream(content.length);
  }

  /**
   * @param content for which {@link PngFile#recognizes} holds
   * @throws UnsuitableImageException TRUNCATED, CORRUPT or UNSUPPORTED_PIXEL_FORMAT
   */
  static PngFile parse(byte[] content) {
    return new PngParser(content).walk();
  }

  private PngFile walk() {
    require(PngFile.SIGNATURE_LENGTH);
    keep(PngFile.SIGNATURE_LENGTH);
    int type = 0;
    while (type != IEND) {
      require(OVERHEAD);
      int start = buffer.position();
      int length = buffer.getInt(start);
      type = buffer.getInt(start + 4);
      if (length < 0) {
        throw corrupt("a chunk has an impossible length");
      }
      require((long) OVERHEAD + length);
      checkSum(start + 4, length);
      if (keeps(type, start + 8, length)) {
        keep(OVERHEAD + length);
      } else {
        buffer.position(start + OVERHEAD + length);
      }
    }
    if (!data) {
      throw corrupt("there are no image data");
    }
    if (colorType == PngFile.PALETTE && !palette) {
      throw corrupt("the palette is missing");
    }
    int bits = significantBits > 0 ? Math.min(significantBits, bitDepth) : bitDepth;
    return new PngFile(width, height, bitDepth, colorType, bits, cleaned.toByteArray());
  }

  /** Takes in a chunk and tells whether decoding needs it. */
  private boolean keeps(int type, int body, int length) {
    if (colorType < 0 && type != IHDR) {
      throw corrupt("the first chunk is not the header");
    }
    switch (type) {
      case IHDR -> header(body, length);
      case PLTE -> palette = true;
      case IDAT -> data = true;
      case IEND -> {}
      case SBIT -> {
        significantBits(body, length);
        return keepsSignificantBits();
      }
      default -> {
        if ((type & ANCILLARY) == 0) {
          throw new UnsuitableImageException(
              RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
              "the PNG file has a critical chunk that is not in the standard");
        }
        return false;
      }
    }
    // A palette beside RGB only suggests colors to poor displays.
    return type != PLTE || colorType == PngFile.PALETTE;
  }

  /** Of the colors alone, which come before alpha. */
  private void significantBits(int body, int length) {
    boolean color = colorType == PngFile.RGB || colorType == PngFile.RGB_ALPHA;
    for (int i = 0; i < Math.min(length, color ? 3 : 1); i++) {
      significantBits = Math.max(significantBits, content[body + i]);
    }
  }

  /** A stripped file must give the same image. */
  private boolean keepsSignificantBits() {
    return bitDepth == 16;
  }

  private void header(int body, int length) {
    if (colorType >= 0 || length != HEADER_LENGTH) {
      throw corrupt("the header is repeated or has a wrong length");
    }
    width = buffer.getInt(body);
    height = buffer.getInt(body + 4);
    bitDepth = content[body + 8];
    colorType = content[body + 9];
    boolean known = content[body + 10] == 0 && content[body + 11] == 0 && content[body + 12] <= 1;
    if (width <= 0 || height <= 0 || !known || content[body + 12] < 0 || !allowsDepth()) {
      throw corrupt("the header has values outside the standard");
    }
  }

  private boolean allowsDepth() {
    return switch (colorType) {
      case PngFile.GRAY -> Integer.bitCount(bitDepth) == 1 && bitDepth >= 1 && bitDepth <= 16;
      case PngFile.PALETTE -> Integer.bitCount(bitDepth) == 1 && bitDepth >= 1 && bitDepth <= 8;
      case PngFile.RGB, PngFile.GRAY_ALPHA, PngFile.RGB_ALPHA -> bitDepth == 8 || bitDepth == 16;
      default -> false;
    };
  }

  private void checkSum(int start, int length) {
    CRC32 sum = new CRC32();
    sum.update(content, start, 4 + length);
    if ((int) sum.getValue() != buffer.getInt(start + 4 + length)) {
      throw corrupt("the sum of a chunk is wrong");
    }
  }

  private void keep(int length) {
    cleaned.write(content, buffer.position(), length);
    buffer.position(buffer.position() + length);
  }

  private void require(long length) {
    if (buffer.remaining() < length) {
      throw new UnsuitableImageException(
          RejectionReason.TRUNCATED, "the PNG file ends before its end chunk");
    }
  }

  private static UnsuitableImageException corrupt(String what) {
    return new UnsuitableImageException(RejectionReason.CORRUPT, "in the PNG file " + what);
  }
}
