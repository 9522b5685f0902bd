package io.thoraflow.contract.dicom;

/** Writes one compressed gray frame as a Part 10 file that holds nothing of a patient. */
final class MinimalDicomFile {
  private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
  private static final String NO_PARTICULAR_INSTANCE = "2.25.1";

  private MinimalDicomFile() {}

  static byte[] write(TransferSyntax syntax, PixelFormat format, byte[] codestream) {
    return FileMeta.begin(syntax, SECONDARY_CAPTURE, NO_PARTICULAR_INSTANCE, codestream.length)
        .text(Tag.SOP_CLASS_UID, "UI", SECONDARY_CAPTURE)
        .text(Tag.SOP_INSTANCE_UID, "UI", NO_PARTICULAR_INSTANCE)
        .words(Tag.SAMPLES_PER_PIXEL, "US", 1)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2")
        .words(Tag.ROWS, "US", format.rows())
        .words(Tag.COLUMNS, "US", format.columns())
        .words(Tag.BITS_ALLOCATED, "US", format.bitsAllocated())
        .words(Tag.BITS_STORED, "US", format.bitsStored())
        .words(Tag.HIGH_BIT, "US", format.highBit())
        .words(Tag.PIXEL_REPRESENTATION, "US", format.signed() ? 1 : 0)
        .fragment(Tag.PIXEL_DATA, codestream)
        .toByteArray();
  }
}
