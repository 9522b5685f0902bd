package io.thoraflow.trainer.fetch;

import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the regular files of a tar stream (POSIX ustar), one after the other. */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE_OFFSET = 156;
  private static final int PREFIX_OFFSET = 345;
  private static final int PREFIX_LENGTH = 155;

  private final InputStream in;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** Takes one file of an archive. */
  interface Visitor {
    /**
     * @param content ends with the file; may be left unread
     */
    void visit(String name, long size, InputStream content) throws IOException;
  }

  /**
   * @throws InvalidModelException if the stream ends early or is no tar archive
   */
  void forEachFile(Visitor visitor) throws IOException {
    while (true) {
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK) {
        throw new InvalidModelException("the archive is truncated");
      }
      if (header[0] == 0) {
        return; // Two empty blocks end an archive.
      }
      long size = octal(header);
      char type = (char) header[TYPE_OFFSET];
      try (LimitedInput content = new LimitedInput(in, size)) {
        if (type == '0' || type == 0) {
          visitor.visit(name(header), size, content);
        }
      }
      in.skipNBytes(Math.floorMod(-size, (long) BLOCK));
    }
  }

  private static String name(byte[] header) {
    String prefix = text(header, PREFIX_OFFSET, PREFIX_LENGTH);
    String name = text(header, 0, NAME_LENGTH);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static long octal(byte[] header) {
    String size = text(header, SIZE_OFFSET, SIZE_LENGTH).strip();
    try {
      return Long.parseLong(size, 8);
    } catch (NumberFormatException e) {
      throw new InvalidModelException("not a tar archive: an entry's size is '" + size + "'", e);
    }
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  /** The next bytes of a stream; closing it skips what was not read. */
  private static final class LimitedInput extends InputStream {
    private final InputStream source;
    private long left;

    LimitedInput(InputStream source, long left) {
      this.source = source;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = source.read(buffer, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new InvalidModelException("the archive is truncated");
      }
      left -= read;
      return read;
    }

    @Override
    public void close() throws IOException {
      source.skipNBytes(left);
      left = 0;
    }
  }
}
