package io.thoraflow.phantom;

import io.thoraflow.phantom.DicomHeader.Photometric;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * A DICOM Part 10 file of one phantom: Digital X-Ray Image Storage, 12 bits stored in 16, explicit
 * VR little endian.
 *
 * <p>Samples do not fill their range; the window (LINEAR, DICOM PS3.3 C.11.2.1.2.1) leads back to
 * the phantom's gray levels, so that a reader that ignores it shows a flat image.
 */
final class DicomPhantom {
  private static final String DIGITAL_X_RAY_FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.1";
  private static final String EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

  /** Any fixed UUID names our implementation. */
  private static final String IMPLEMENTATION_UID = "2.25.219301574012437718925470531864097332741";

  private static final int PREAMBLE = 128;
  private static final int BITS_STORED = 12;
  private static final int HIGHEST_SAMPLE = (1 << BITS_STORED) - 1;

  /** The sample of gray level 0, and how many samples lie between two gray levels. */
  private static final int BLACK = 620;

  private static final int STEP = 11;
  private static final int WHITE = BLACK + 255 * STEP;

  private DicomPhantom() {}

  /** The same image and header give the same bytes: UIDs are derived from both. */
  static byte[] encode(PhantomImage image, DicomHeader header) {
    String study = uid("study", header, image);
    String instance = uid("instance", header, image);
    byte[] meta = meta(instance);
    ByteArrayOutputStream file = new ByteArrayOutputStream(image.pixels().length * 2 + 2048);
    file.writeBytes(new byte[PREAMBLE]);
    file.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(new DicomWriter().unsignedLong(0x0002, 0x0000, meta.length).toByteArray());
    file.writeBytes(meta);
    file.writeBytes(dataset(image, header, study, instance));
    return file.toByteArray();
  }

  private static byte[] meta(String instance) {
    return new DicomWriter()
        .element(0x0002, 0x0001, "OB", new byte[] {0, 1})
        .uid(0x0002, 0x0002, DIGITAL_X_RAY_FOR_PRESENTATION)
        .uid(0x0002, 0x0003, instance)
        .uid(0x0002, 0x0010, EXPLICIT_VR_LITTLE_ENDIAN)
        .uid(0x0002, 0x0012, IMPLEMENTATION_UID)
        .text(0x0002, 0x0013, "SH", "THORAFLOW")
        .toByteArray();
  }

  private static byte[] dataset(
      PhantomImage image, DicomHeader header, String study, String instance) {
    boolean inverted = header.photometric() == Photometric.MONOCHROME1;
    // C.11.2.1.2.1: black is shown up to centre - 0.5 - (width - 1) / 2, white from
    // centre - 0.5 + (width - 1) / 2 on.
    double middle = (BLACK + WHITE) / 2.0;
    double center = (inverted ? HIGHEST_SAMPLE - middle : middle) + 0.5;
    return new DicomWriter()
        .text(0x0008, 0x0008, "CS", "DERIVED\\PRIMARY")
        .uid(0x0008, 0x0016, DIGITAL_X_RAY_FOR_PRESENTATION)
        .uid(0x0008, 0x0018, instance)
        .text(0x0008, 0x0020, "DA", "20260101")
        .text(0x0008, 0x0030, "TM", "120000")
        .text(0x0008, 0x0050, "SH", "")
        .text(0x0008, 0x0060, "CS", header.modality())
        .text(0x0008, 0x0068, "CS", "FOR PRESENTATION")
        .text(0x0008, 0x0070, "LO", "Thoraflow phantom")
        .text(0x0008, 0x0090, "PN", "")
        .text(0x0010, 0x0010, "PN", "Phantom^Synthetic")
        .text(0x0010, 0x0020, "LO", header.patientId())
        .text(0x0010, 0x0030, "DA", "")
        .text(0x0010, 0x0040, "CS", "O")
        .text(0x0018, 0x0015, "CS", header.bodyPart())
        .text(0x0018, 0x5101, "CS", header.viewPosition())
        .uid(0x0020, 0x000D, study)
        .uid(0x0020, 0x000E, uid("series", header, image))
        .text(0x0020, 0x0010, "SH", "")
        .text(0x0020, 0x0011, "IS", "1")
        .text(0x0020, 0x0013, "IS", "1")
        .text(0x0020, 0x0020, "CS", "L\\F")
        .unsignedShort(0x0028, 0x0002, 1)
        .text(0x0028, 0x0004, "CS", header.photometric().name())
        .unsignedShort(0x0028, 0x0010, image.height())
        .unsignedShort(0x0028, 0x0011, image.width())
        .unsignedShort(0x0028, 0x0100, 16)
        .unsignedShort(0x0028, 0x0101, BITS_STORED)
        .unsignedShort(0x0028, 0x0102, BITS_STORED - 1)
        .unsignedShort(0x0028, 0x0103, 0)
        .text(0x0028, 0x0301, "CS", "YES")
        .text(0x0028, 0x1050, "DS", Double.toString(center))
        .text(0x0028, 0x1051, "DS", Integer.toString(WHITE - BLACK + 1))
        .text(0x2050, 0x0020, "CS", inverted ? "INVERSE" : "IDENTITY")
        .element(0x7FE0, 0x0010, "OW", samples(image, inverted))
        .toByteArray();
  }

  private static byte[] samples(PhantomImage image, boolean inverted) {
    byte[] gray = image.pixels();
    byte[] samples = new byte[2 * gray.length];
    for (int i = 0; i < gray.length; i++) {
      int dense = BLACK + STEP * (gray[i] & 0xff);
      int sample = inverted ? HIGHEST_SAMPLE - dense : dense;
      samples[2 * i] = (byte) sample;
      samples[2 * i + 1] = (byte) (sample >> 8);
    }
    return samples;
  }

  /** A UID under 2.25, the root for UUIDs (DICOM PS3.5, annex B.2). */
  private static String uid(String level, DicomHeader header, PhantomImage image) {
    byte[] name =
        "%s %s %d"
            .formatted(level, header, Arrays.hashCode(image.pixels()))
            .getBytes(StandardCharsets.UTF_8);
    String hex = UUID.nameUUIDFromBytes(name).toString().replace("-", "");
    return "2.25." + new BigInteger(hex, 16);
  }
}
