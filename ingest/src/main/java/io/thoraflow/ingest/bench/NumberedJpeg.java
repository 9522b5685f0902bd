package io.thoraflow.ingest.bench;

import java.nio.ByteBuffer;

/** Makes many files of one picture. */
public final class NumberedJpeg {
  private static final int COMMENT_BYTES = 12;

  private NumberedJpeg() {}

  /**
   * The same picture as another file: a comment segment (ITU-T T.81, B.2.4.5) with a number after
   * the start of image.
   */
  public static byte[] of(byte[] jpeg, int number) {
    return ByteBuffer.allocate(jpeg.length + COMMENT_BYTES)
        .put(jpeg, 0, 2)
        .putShort((short) 0xfffe)
        .putShort((short) (COMMENT_BYTES - 2))
        .putLong(number)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
