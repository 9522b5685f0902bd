package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates the data set of a deflated file (RFC 1951, DICOM PS3.5 A.5), up to a limit. */
final class Inflation {
  private static final int CHUNK = 64 * 1024;

  private Inflation() {}

  static byte[] inflate(byte[] content, int start, int maxBytes) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(content, start, content.length - start);
      return inflate(inflater, maxBytes);
    } catch (DataFormatException e) {
      throw new UnsuitableImageException(
          RejectionReason.CORRUPT, "the deflated data set cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }

  private static byte[] inflate(Inflater inflater, int maxBytes) throws DataFormatException {
    ByteArrayOutputStream inflated = new ByteArrayOutputStream(CHUNK);
    byte[] chunk = new byte[CHUNK];
    while (!inflater.finished()) {
      int length = inflater.inflate(chunk);
      if (length == 0 && !inflater.finished()) {
        throw Unsuitable.truncated("the deflated data set ends before it is complete");
      }
      if (inflated.size() + (long) length > maxBytes) {
        throw new UnsuitableImageException(
            RejectionReason.TOO_LARGE,
            "the deflated data set inflates to more than %d bytes".formatted(maxBytes));
      }
      inflated.write(chunk, 0, length);
    }
    return inflated.toByteArray();
  }
}
