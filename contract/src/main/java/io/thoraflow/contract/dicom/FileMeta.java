package io.thoraflow.contract.dicom;

import java.nio.charset.StandardCharsets;

/** The beginning of a Part 10 file (DICOM PS3.10 7.1): an empty preamble and meta information. */
final class FileMeta {
  /** Made once, for all releases: a UUID as an integer (DICOM PS3.5 B.2). */
  private static final String IMPLEMENTATION = "2.25.102598112375941055754927176805699936938";

  /** For all that is not pixel data. */
  private static final int HEADER_BYTES = 1 << 13;

  private FileMeta() {}

  /**
   * @param pixelBytes how many bytes of pixel data will follow
   * @return a writer that goes on in explicit VR little endian
   */
  static DicomWriter begin(
      TransferSyntax syntax, String sopClassUid, String sopInstanceUid, int pixelBytes) {
    DicomWriter group =
        new DicomWriter(Encoding.EXPLICIT_LITTLE_ENDIAN)
            .bytes(0x0002_0001, "OB", new byte[] {0, 1})
            .text(0x0002_0002, "UI", sopClassUid)
            .text(0x0002_0003, "UI", sopInstanceUid)
            .text(Tag.TRANSFER_SYNTAX_UID, "UI", syntax.uid())
            .text(0x0002_0012, "UI", IMPLEMENTATION)
            .text(0x0002_0013, "SH", "THORAFLOW");
    return new DicomWriter(Encoding.EXPLICIT_LITTLE_ENDIAN, pixelBytes + HEADER_BYTES)
        .raw(new byte[128])
        .raw("DICM".getBytes(StandardCharsets.US_ASCII))
        .uint32(0x0002_0000, "UL", group.size())
        .raw(group.toByteArray());
  }
}
