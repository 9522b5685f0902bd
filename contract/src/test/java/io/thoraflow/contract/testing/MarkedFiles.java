package io.thoraflow.contract.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** Files that say something of a patient wherever a file can, kept places included. */
public final class MarkedFiles {
  public static final String WORD = "ZQMARK";
  public static final String DATE = "19470311";
  public static final String NUMBER = "73519284607";
  public static final List<String> MARKS = List.of(WORD, DATE, NUMBER);

  private static final int SIDE = 96;

  /** Where the standard has a text. */
  private static final int[] TEXTS = {
    0x0008_0005, 0x0008_0050, 0x0008_0054, 0x0008_0070, 0x0008_0080, 0x0008_0081, 0x0008_0090,
    0x0008_0092, 0x0008_0094, 0x0008_1010, 0x0008_1030, 0x0008_103E, 0x0008_1040, 0x0008_1048,
    0x0008_1050, 0x0008_1060, 0x0008_1070, 0x0008_1080, 0x0008_1090, 0x0008_2111, 0x0008_4000,
    0x0010_0010, 0x0010_0020, 0x0010_0021, 0x0010_1000, 0x0010_1001, 0x0010_1005, 0x0010_1040,
    0x0010_1060, 0x0010_1090, 0x0010_2000, 0x0010_2110, 0x0010_2150, 0x0010_2154, 0x0010_2160,
    0x0010_2180, 0x0010_21B0, 0x0010_4000, 0x0012_0010, 0x0012_0040, 0x0012_0063, 0x0018_1000,
    0x0018_1030, 0x0018_1400, 0x0018_4000, 0x0018_9424, 0x0020_0010, 0x0020_3401, 0x0020_4000,
    0x0028_1055, 0x0028_4000, 0x0032_1030, 0x0032_1060, 0x0032_4000, 0x0038_0010, 0x0038_0500,
    0x0040_0244, 0x0040_0253, 0x0040_1400, 0x0040_2016, 0x0040_A123, 0x0088_0140, 0x4000_0010,
    0x4008_0114, 0x4008_0300
  };

  /** Kept ones, whose values must be of another kind than a name. */
  private static final int[] KEPT_IN_PLACE_OF_A_TERM = {
    0x0008_0008,
    0x0008_0064,
    0x0008_0068,
    0x0018_0015,
    0x0018_5101,
    0x0020_0020,
    0x0020_0062,
    0x0028_0030,
    0x0028_0034,
    0x0028_0301,
    0x0028_0303,
    0x0028_1040,
    0x0028_1054,
    0x0028_1056,
    0x0028_2110,
    0x0018_1164,
    0x0018_2010,
    0x2050_0020,
    0x0012_0062
  };

  private static final int[] DATES = {
    0x0008_0012,
    0x0008_0020,
    0x0008_0021,
    0x0008_0022,
    0x0008_0023,
    0x0008_002A,
    0x0010_0030,
    0x0018_1200,
    0x0032_1000,
    0x0040_0244
  };

  private static final int[] UIDS = {
    0x0008_0014,
    0x0008_0016,
    0x0008_0018,
    0x0008_1155,
    0x0020_000D,
    0x0020_000E,
    0x0020_0052,
    0x0020_0200,
    0x0040_A124
  };

  private MarkedFiles() {}

  public static int[] samples(int bits) {
    return IntStream.range(0, SIDE * SIDE).map(i -> (i * 31 + i / 7) & ((1 << bits) - 1)).toArray();
  }

  /** Text in each place that has one, and in places that should not; overlays, curves, tails. */
  public static DicomBuilder dicom(int bits, int[] samples) {
    DicomBuilder marked = DicomBuilder.radiograph(SIDE, SIDE, bits, samples);
    for (int tag : TEXTS) {
      marked.text(tag, "LO", WORD + "^" + Integer.toHexString(tag));
    }
    for (int tag : KEPT_IN_PLACE_OF_A_TERM) {
      marked.text(tag, "CS", WORD);
    }
    for (int tag : DATES) {
      marked.text(tag, "DA", DATE);
    }
    for (int tag : UIDS) {
      marked.text(tag, "UI", "1.2.826.0.1." + NUMBER + "." + (tag & 0xFFFF));
    }
    DicomBuilder item =
        DicomBuilder.empty().text(0x0008_0104, "LO", WORD).text(0x0009_1001, "LO", WORD);
    return marked
        .text(0x0009_0010, "LO", WORD)
        .text(0x0009_1001, "LT", WORD)
        .text(0x0029_0010, "LO", "THORAFLOW")
        .text(0x0029_1001, "LO", WORD)
        .text(0x0029_1002, "LO", WORD)
        .sequence(0x0040_0275, item)
        .sequence(0x0008_1110, item)
        .sequence(0x0010_1002, item)
        .sequenceOfDefinedLength(0x0400_0561, item)
        .sequence(
            0x0028_3010,
            DicomBuilder.empty()
                .uint16(0x0028_3002, 4, 0, 8)
                .text(0x0028_3003, "LO", WORD)
                .words(0x0028_3006, "OW", 0, 50, 150, 255, 0x515A, 0x414D, 0x4B52))
        .text(0x5000_0022, "LO", WORD)
        .text(0x5000_3000, "OW", WORD)
        .uint16(0x6000_0010, 8)
        .text(0x6000_0022, "LO", WORD)
        .text(0x6000_3000, "OW", WORD)
        .text(0xFFFC_FFFC, "OB", WORD);
  }

  /** Words in the codestream, before its tables and behind its end. */
  public static byte[] dicomWithCommentInItsFrame() {
    int[] samples = samples(8);
    byte[] jpeg = Codestreams.jpeg(SIDE, SIDE, samples);
    return dicom(8, samples)
        .transferSyntax(DicomBuilder.JPEG_BASELINE)
        .fragments(withSegments(jpeg))
        .build();
  }

  public static byte[] withSegments(byte[] jpeg) {
    return withSegments(jpeg, WORD + " comment " + DATE + " ");
  }

  /** The text as a comment, as EXIF-like application data, and behind the end. */
  public static byte[] withSegments(byte[] jpeg, String words) {
    byte[] text = words.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(jpeg, 0, 2);
    for (int marker : new int[] {0xFE, 0xE1, 0xED}) {
      marked.writeBytes(new byte[] {(byte) 0xFF, (byte) marker, 0, (byte) (text.length + 2)});
      marked.writeBytes(text);
    }
    marked.write(jpeg, 2, jpeg.length - 2);
    marked.writeBytes(text);
    return marked.toByteArray();
  }

  public static byte[] withText(byte[] png) {
    byte[] text = ("tEXtComment\0" + WORD + " " + DATE).getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(text);
    return ByteBuffer.allocate(png.length + text.length + 8 + WORD.length())
        .put(png, 0, 33)
        .putInt(text.length - 4)
        .put(text)
        .putInt((int) sum.getValue())
        .put(png, 33, png.length - 33)
        .put(WORD.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
