package io.thoraflow.contract.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one compressed gray frame as a Part 10 file that holds nothing of a patient. */
final class MinimalDicomFile {
  private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
  private static final String NO_PARTICULAR_INSTANCE = "2.25.1";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private MinimalDicomFile() {}

  static byte[] write(TransferSyntax syntax, PixelFormat format, byte[] codestream) {
    MinimalDicomFile file = new MinimalDicomFile();
    file.out.writeBytes(new byte[128]);
    file.out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    file.meta(syntax);
    file.text(0x0008_0016, "UI", SECONDARY_CAPTURE);
    file.text(Tag.SOP_INSTANCE_UID, "UI", NO_PARTICULAR_INSTANCE);
    file.image(format);
    file.frame(codestream);
    return file.out.toByteArray();
  }

  private void meta(TransferSyntax syntax) {
    MinimalDicomFile group = new MinimalDicomFile();
    group.text(0x0002_0002, "UI", SECONDARY_CAPTURE);
    group.text(0x0002_0003, "UI", NO_PARTICULAR_INSTANCE);
    group.text(Tag.TRANSFER_SYNTAX_UID, "UI", syntax.uid());
    header(0x0002_0000, "UL", 4);
    uint32(group.out.size());
    out.writeBytes(group.out.toByteArray());
  }

  private void image(PixelFormat format) {
    uint16(Tag.SAMPLES_PER_PIXEL, 1);
    text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2");
    uint16(Tag.ROWS, format.rows());
    uint16(Tag.COLUMNS, format.columns());
    uint16(Tag.BITS_ALLOCATED, format.bitsAllocated());
    uint16(Tag.BITS_STORED, format.bitsStored());
    uint16(Tag.HIGH_BIT, format.highBit());
    uint16(Tag.PIXEL_REPRESENTATION, format.signed() ? 1 : 0);
  }

  private void frame(byte[] codestream) {
    tag(Tag.PIXEL_DATA);
    out.writeBytes(new byte[] {'O', 'B', 0, 0});
    uint32(0xFFFF_FFFFL);
    item(Tag.ITEM, 0);
    item(Tag.ITEM, codestream.length + codestream.length % 2);
    out.writeBytes(codestream);
    out.writeBytes(new byte[codestream.length % 2]);
    item(Tag.SEQUENCE_DELIMITATION, 0);
  }

  private void text(int tag, String vr, String value) {
    int padding = value.length() % 2;
    header(tag, vr, value.length() + padding);
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[padding]);
  }

  private void uint16(int tag, int value) {
    header(tag, "US", 2);
    uint16(value);
  }

  private void header(int tag, String vr, int length) {
    tag(tag);
    out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
    uint16(length);
  }

  private void item(int tag, long length) {
    tag(tag);
    uint32(length);
  }

  private void tag(int tag) {
    uint16(tag >>> 16);
    uint16(tag & 0xFFFF);
  }

  private void uint16(int value) {
    out.write(value);
    out.write(value >>> 8);
  }

  private void uint32(long value) {
    uint16((int) value & 0xFFFF);
    uint16((int) (value >>> 16) & 0xFFFF);
  }
}
