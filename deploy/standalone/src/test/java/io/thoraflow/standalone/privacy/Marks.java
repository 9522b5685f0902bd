package io.thoraflow.standalone.privacy;

import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.testing.MarkedFiles;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** Files that say something of a patient wherever a file can, in words that nothing else holds. */
final class Marks {
  /** In every text, and in names of files. */
  static final String WORD = "ZQMARK";

  static final String PATIENT_ID = "ZQMARK-4711";
  static final String BIRTH_DATE = "19470311";
  static final String STUDY_DATE = "20190823";

  /** In every UID. */
  static final String NUMBER = "73519284607";

  static final List<String> ALL = List.of(WORD, "zqmark", BIRTH_DATE, STUDY_DATE, NUMBER);

  private static final int SIDE = 96;

  private Marks() {}

  /**
   * @param shade another one is another X-ray
   */
  static DicomBuilder dicom(int shade) {
    int[] samples = IntStream.range(0, SIDE * SIDE).map(i -> (i * 31 + shade) & 0xFF).toArray();
    return DicomBuilder.radiograph(SIDE, SIDE, 8, samples)
        .text(0x0008_0018, "UI", "1.2.826.0.1." + NUMBER + "." + shade)
        .text(0x0020_000D, "UI", "1.2.826.0.1." + NUMBER)
        .text(0x0020_000E, "UI", "1.2.826.0.2." + NUMBER)
        .text(0x0008_0020, "DA", STUDY_DATE)
        .text(0x0008_0050, "SH", WORD + "ACC")
        .text(0x0008_0070, "LO", WORD + " maker")
        .text(0x0008_0080, "LO", WORD + " hospital")
        .text(0x0008_0081, "ST", WORD + " street")
        .text(0x0008_0090, "PN", WORD + "^Referring")
        .text(0x0008_1010, "SH", WORD + "STATION")
        .text(0x0008_1030, "LO", WORD + " study")
        .text(0x0008_103E, "LO", WORD + " series")
        .text(0x0008_1070, "PN", WORD + "^Operator")
        .text(0x0008_4000, "LT", WORD + " comment")
        .text(0x0010_0010, "PN", WORD + "^Jane")
        .text(0x0010_0020, "LO", PATIENT_ID)
        .text(0x0010_0030, "DA", BIRTH_DATE)
        .text(0x0010_1000, "LO", WORD + "OTHER")
        .text(0x0010_1040, "LO", WORD + " address")
        .text(0x0010_2154, "SH", WORD + "PHONE")
        .text(0x0010_21B0, "LT", WORD + " history")
        .text(0x0010_4000, "LT", WORD + " remarks")
        .text(0x0018_1030, "LO", WORD + " protocol")
        .text(0x0020_4000, "LT", WORD + " image comment")
        .text(0x0009_0010, "LO", WORD + " CREATOR")
        .text(0x0009_1001, "LT", WORD + " private")
        .sequence(0x0040_0275, DicomBuilder.empty().text(0x0040_0007, "LO", WORD + " step"));
  }

  /** With a comment and with EXIF-like application data. */
  static byte[] jpeg() {
    return MarkedFiles.withSegments(plainJpeg(11), WORD + " comment " + BIRTH_DATE);
  }

  private static byte[] plainJpeg(int seed) {
    return PhantomFiles.jpeg(image(seed));
  }

  private static PhantomImage image(int seed) {
    return Phantom.draw(Finding.NORMAL, seed, 192, 192);
  }

  /** Half of its pixels are missing, which only a worker notices: a dead letter. */
  static byte[] dyingJpeg() {
    byte[] jpeg = jpeg();
    int end = jpeg.length - 200;
    byte[] cut = Arrays.copyOf(jpeg, end / 2 + 2);
    cut[end / 2] = (byte) 0xFF;
    cut[end / 2 + 1] = (byte) 0xD9;
    return cut;
  }

  /** With a text chunk. */
  static byte[] png() {
    byte[] png = PhantomFiles.png(image(12));
    byte[] chunk = ("tEXtComment\0" + WORD + " " + BIRTH_DATE).getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(chunk);
    return ByteBuffer.allocate(png.length + chunk.length + 8)
        .put(png, 0, 33)
        .putInt(chunk.length - 4)
        .put(chunk)
        .putInt((int) sum.getValue())
        .put(png, 33, png.length - 33)
        .array();
  }
}
