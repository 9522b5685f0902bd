package io.thoraflow.contract.dicom;

/** How the data elements of a data set are written (DICOM PS3.5 7.1). */
public enum Encoding {
  IMPLICIT_LITTLE_ENDIAN(false, false),
  EXPLICIT_LITTLE_ENDIAN(true, false),
  EXPLICIT_BIG_ENDIAN(true, true);

  private final boolean explicitVr;
  private final boolean bigEndian;

  Encoding(boolean explicitVr, boolean bigEndian) {
    this.explicitVr = explicitVr;
    this.bigEndian = bigEndian;
  }

  boolean explicitVr() {
    return explicitVr;
  }

  boolean bigEndian() {
    return bigEndian;
  }

  int uint16(byte[] bytes, int offset) {
    int first = bytes[offset] & 0xFF;
    int second = bytes[offset + 1] & 0xFF;
    return bigEndian ? first << 8 | second : second << 8 | first;
  }

  long uint32(byte[] bytes, int offset) {
    long first = uint16(bytes, offset);
    long second = uint16(bytes, offset + 2);
    return bigEndian ? first << 16 | second : second << 16 | first;
  }

  int tag(byte[] bytes, int offset) {
    return uint16(bytes, offset) << 16 | uint16(bytes, offset + 2);
  }
}
