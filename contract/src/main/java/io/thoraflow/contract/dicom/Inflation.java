package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Inflates the data set of a deflated file (RFC 1951, DICOM PS3.5 A.5), up to a limit; and
 * deflates.
 */
final class Inflation {
  private static final int CHUNK = 64 * 1024;

  private Inflation() {}

  /**
   * Inflates twice, first to learn the size: what grows as it comes would take several times the
   * memory, and a few bytes may inflate to the limit.
   */
  static byte[] inflate(byte[] content, int start, int maxBytes) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(content, start, content.length - start);
      byte[] inflated = new byte[size(inflater, maxBytes)];
      inflater.reset();
      inflater.setInput(content, start, content.length - start);
      int length = 0;
      while (length < inflated.length) {
        length += inflater.inflate(inflated, length, inflated.length - length);
      }
      return inflated;
    } catch (DataFormatException e) {
      throw new UnsuitableImageException(
          RejectionReason.CORRUPT, "the deflated data set cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }

  /**
   * The first bytes of what is deflated, at most so many.
   *
   * @throws UnsuitableImageException CORRUPT
   */
  static byte[] beginning(byte[] content, int start, int maxBytes) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(content, start, content.length - start);
      byte[] inflated = new byte[maxBytes];
      int length = 0;
      int got = 1;
      while (got > 0 && length < maxBytes) {
        got = inflater.inflate(inflated, length, maxBytes - length);
        length += got;
      }
      return Arrays.copyOf(inflated, length);
    } catch (DataFormatException e) {
      throw new UnsuitableImageException(
          RejectionReason.CORRUPT, "the deflated data set cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }

  /** The way back. */
  static byte[] deflate(byte[] dataSet) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(dataSet);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      out.writeBytes(new byte[out.size() % 2]);
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static int size(Inflater inflater, int maxBytes) throws DataFormatException {
    byte[] chunk = new byte[CHUNK];
    int size = 0;
    while (!inflater.finished()) {
      int length = inflater.inflate(chunk);
      if (length == 0 && !inflater.finished()) {
        throw Unsuitable.truncated("the deflated data set ends before it is complete");
      }
      if (length > maxBytes - size) {
        throw new UnsuitableImageException(
            RejectionReason.TOO_LARGE,
            "the deflated data set inflates to more than %d bytes".formatted(maxBytes));
      }
      size += length;
    }
    return size;
  }
}
