package io.thoraflow.contract.deidentify;

import io.thoraflow.contract.xray.SourceFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Where a seal is, so that every reader of the format passes over it: the preamble of a DICOM file
 * (PS3.10 7.1), a comment behind the first segment of a JPEG file, a text chunk behind the header
 * of a PNG file.
 */
final class SealPlace {
  static final int PREAMBLE_BYTES = 128;

  private static final byte[] DICM = {'D', 'I', 'C', 'M'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8};
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  /** Signature and header chunk. */
  private static final int PNG_START = 8 + 25;

  private static final byte[] KEYWORD = "Comment\0".getBytes(StandardCharsets.US_ASCII);
  private static final int CHUNK_LENGTH = KEYWORD.length + SealText.LENGTH;

  private SealPlace() {}

  /**
   * @param copy without a seal
   */
  static int start(byte[] copy, SourceFormat format) {
    return switch (format) {
      case DICOM -> 0;
      case JPEG -> jpegStart(copy);
      case PNG -> PNG_START;
    };
  }

  private static int jpegStart(byte[] head) {
    return 4 + ((head[4] & 0xFF) << 8 | (head[5] & 0xFF));
  }

  /** The text as the format has it. */
  static byte[] block(SealText seal, SourceFormat format) {
    byte[] text = seal.bytes();
    return switch (format) {
      case DICOM -> Arrays.copyOf(text, PREAMBLE_BYTES);
      case JPEG ->
          ByteBuffer.allocate(4 + text.length)
              .put((byte) 0xFF)
              .put((byte) 0xFE)
              .putShort((short) (2 + text.length))
              .put(text)
              .array();
      case PNG -> chunk(text);
    };
  }

  private static byte[] chunk(byte[] text) {
    ByteBuffer chunk =
        ByteBuffer.allocate(12 + CHUNK_LENGTH)
            .putInt(CHUNK_LENGTH)
            .put("tEXt".getBytes(StandardCharsets.US_ASCII))
            .put(KEYWORD)
            .put(text);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 4 + CHUNK_LENGTH);
    return chunk.putInt((int) sum.getValue()).array();
  }

  /**
   * @param head the beginning of a file
   */
  static Optional<Seal> find(byte[] head) {
    if (begins(head, PREAMBLE_BYTES, DICM)) {
      return find(head, SourceFormat.DICOM, 0);
    }
    if (begins(head, 0, PNG)) {
      return find(head, SourceFormat.PNG, 8 + KEYWORD.length);
    }
    return begins(head, 0, JPEG) && head.length > 6
        ? find(head, SourceFormat.JPEG, 4)
        : Optional.empty();
  }

  /** Every byte of it must be as it was put. */
  private static Optional<Seal> find(byte[] head, SourceFormat format, int textBegins) {
    int start = start(head, format);
    return SealText.read(head, start + textBegins)
        .flatMap(
            text -> {
              byte[] block = block(text, format);
              return begins(head, start, block)
                  ? Optional.of(
                      new Seal(text.original(), text.content(), start, start + block.length))
                  : Optional.empty();
            });
  }

  private static boolean begins(byte[] head, int at, byte[] with) {
    return head.length >= at + with.length
        && Arrays.equals(head, at, at + with.length, with, 0, with.length);
  }
}
