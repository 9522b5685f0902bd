package io.thoraflow.phantom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes data elements in explicit VR little endian (DICOM PS3.5, section 7.1.2). */
final class DicomWriter {
  private static final byte[] NONE = {};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  DicomWriter text(int group, int element, String vr, String value) {
    return element(group, element, vr, padded(value, ' '));
  }

  DicomWriter uid(int group, int element, String value) {
    return element(group, element, "UI", padded(value, '\0'));
  }

  DicomWriter unsignedShort(int group, int element, int value) {
    return element(group, element, "US", new byte[] {(byte) value, (byte) (value >> 8)});
  }

  DicomWriter unsignedLong(int group, int element, long value) {
    byte[] little = {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    return element(group, element, "UL", little);
  }

  /**
   * @param value of even length
   */
  DicomWriter element(int group, int element, String vr, byte[] value) {
    number(group, 2);
    number(element, 2);
    bytes.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
    if (vr.equals("OW") || vr.equals("OB")) {
      number(0, 2);
      number(value.length, 4);
    } else {
      number(value.length, 2);
    }
    bytes.writeBytes(value);
    return this;
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  private void number(long value, int length) {
    for (int i = 0; i < length; i++) {
      bytes.write((int) (value >> (8 * i)));
    }
  }

  private static byte[] padded(String value, char padding) {
    if (value.isEmpty()) {
      return NONE;
    }
    String even = value.length() % 2 == 0 ? value : value + padding;
    return even.getBytes(StandardCharsets.US_ASCII);
  }
}
