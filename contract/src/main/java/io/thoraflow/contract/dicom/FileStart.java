package io.thoraflow.contract.dicom;

import java.util.OptionalInt;

/** Recognises DICOM content by its first bytes, whatever the file is called. */
final class FileStart {
  private static final int PREAMBLE = 128;
  private static final int MAGIC = PREAMBLE + 4;
  private static final int LONGEST_FIRST_VALUE = 0x400;

  private FileStart() {}

  /**
   * The offset of the first data element: behind the preamble, or 0 for content that begins with a
   * plausible element of group 0002, 0004 or 0008.
   */
  static OptionalInt find(byte[] content) {
    if (content.length >= MAGIC
        && content[PREAMBLE] == 'D'
        && content[PREAMBLE + 1] == 'I'
        && content[PREAMBLE + 2] == 'C'
        && content[PREAMBLE + 3] == 'M') {
      return OptionalInt.of(MAGIC);
    }
    return beginsWithElement(content) ? OptionalInt.of(0) : OptionalInt.empty();
  }

  /** Whether two capital letters follow the tag at this offset. */
  static boolean hasVr(byte[] content, int offset) {
    return content.length - offset >= 6
        && isCapital(content[offset + 4])
        && isCapital(content[offset + 5]);
  }

  private static boolean beginsWithElement(byte[] content) {
    if (content.length < 8) {
      return false;
    }
    boolean explicit = hasVr(content, 0);
    return isFirstGroup(Encoding.EXPLICIT_LITTLE_ENDIAN.uint16(content, 0))
        ? explicit
            ? followsPlausibly(content, Encoding.EXPLICIT_LITTLE_ENDIAN)
            : followsPlausibly(content, Encoding.IMPLICIT_LITTLE_ENDIAN)
        : explicit
            && isFirstGroup(Encoding.EXPLICIT_BIG_ENDIAN.uint16(content, 0))
            && followsPlausibly(content, Encoding.EXPLICIT_BIG_ENDIAN);
  }

  private static boolean isFirstGroup(int group) {
    return group == 0x0002 || group == 0x0004 || group == 0x0008;
  }

  /** The first value is short, and a greater tag follows it, as far as there is content. */
  private static boolean followsPlausibly(byte[] content, Encoding encoding) {
    boolean longForm = encoding.explicitVr() && encoding.uint16(content, 6) == 0;
    int header = longForm && content.length >= 12 && isByteStream(content) ? 12 : 8;
    long length =
        header == 12
            ? encoding.uint32(content, 8)
            : encoding.explicitVr() ? encoding.uint16(content, 6) : encoding.uint32(content, 4);
    if (length > LONGEST_FIRST_VALUE) {
      return false;
    }
    int next = header + (int) length;
    return content.length - next < 4
        || Integer.compareUnsigned(encoding.tag(content, next), encoding.tag(content, 0)) > 0;
  }

  private static boolean isByteStream(byte[] content) {
    return content[4] == 'O' || (content[4] == 'S' && content[5] == 'Q') || content[4] == 'U';
  }

  private static boolean isCapital(byte letter) {
    return letter >= 'A' && letter <= 'Z';
  }
}
