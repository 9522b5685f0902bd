package io.thoraflow.contract.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Writes data elements in one encoding (DICOM PS3.5 7.1), in the order in which it is told them.
 */
final class DicomWriter {
  private static final Set<String> LONG_VRS = Set.of("OB", "OW", "SQ", "UN");
  private static final long UNDEFINED_LENGTH = 0xFFFF_FFFFL;

  private final Encoding encoding;
  private final ByteArrayOutputStream out;

  DicomWriter(Encoding encoding) {
    this(encoding, 1 << 12);
  }

  /**
   * @param expectedBytes so that a large image is not copied as it grows
   */
  DicomWriter(Encoding encoding, int expectedBytes) {
    this.encoding = encoding;
    this.out = new ByteArrayOutputStream(expectedBytes);
  }

  /** An element of ASCII text; an empty one is an element without a value. */
  DicomWriter text(int tag, String vr, String value) {
    int padding = value.length() % 2;
    header(tag, vr, value.length() + padding);
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(
        (vr.equals("UI") ? "\0" : " ").repeat(padding).getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** An element of 16-bit words. */
  DicomWriter words(int tag, String vr, int... values) {
    header(tag, vr, 2L * values.length);
    for (int value : values) {
      uint16(value);
    }
    return this;
  }

  DicomWriter uint32(int tag, String vr, long value) {
    header(tag, vr, 4);
    uint32(value);
    return this;
  }

  /** An element whose value is of an even length. */
  DicomWriter bytes(int tag, String vr, byte[] value) {
    header(tag, vr, value.length);
    out.writeBytes(value);
    return this;
  }

  /** A sequence of one item. */
  DicomWriter sequence(int tag, DicomWriter item) {
    header(tag, "SQ", 8L + item.out.size());
    tag(Tag.ITEM);
    uint32(item.out.size());
    out.writeBytes(item.out.toByteArray());
    return this;
  }

  /** Compressed pixel data: an empty basic offset table, and the frame in one fragment. */
  DicomWriter fragment(int tag, byte[] frame) {
    header(tag, "OB", UNDEFINED_LENGTH);
    tag(Tag.ITEM);
    uint32(0);
    tag(Tag.ITEM);
    uint32(frame.length + frame.length % 2);
    out.writeBytes(frame);
    out.writeBytes(new byte[frame.length % 2]);
    tag(Tag.SEQUENCE_DELIMITATION);
    uint32(0);
    return this;
  }

  DicomWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private void header(int tag, String vr, long length) {
    tag(tag);
    if (encoding.explicitVr()) {
      out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
      if (!LONG_VRS.contains(vr)) {
        uint16((int) length);
        return;
      }
      uint16(0);
    }
    uint32(length);
  }

  private void tag(int tag) {
    uint16(tag >>> 16);
    uint16(tag);
  }

  private void uint16(int value) {
    out.write(encoding.bigEndian() ? value >>> 8 : value);
    out.write(encoding.bigEndian() ? value : value >>> 8);
  }

  private void uint32(long value) {
    int high = (int) (value >>> 16);
    int low = (int) value;
    uint16(encoding.bigEndian() ? high : low);
    uint16(encoding.bigEndian() ? low : high);
  }

  int size() {
    return out.size();
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
