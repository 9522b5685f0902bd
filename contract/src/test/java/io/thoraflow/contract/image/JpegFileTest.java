package io.thoraflow.contract.image;

import static io.thoraflow.contract.image.UnsuitableAssertions.assertUnsuitable;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegFileTest {
  private static final PhantomImage IMAGE = TestFiles.phantom(200, 180);
  private static final byte[] JPEG = PhantomFiles.jpeg(IMAGE);
  private static final int SOF0 = 0xc0;
  private static final byte[] SECRET = "Exif\0\0Jane Doe".getBytes(StandardCharsets.US_ASCII);

  @Test
  void metadataAndWhatFollowsTheEndAreRemovedAndPixelDataKept() {
    byte[] file = TestFiles.withSegment(JPEG, 0xfe, SECRET);
    file = TestFiles.withSegment(file, 0xe1, SECRET);
    file = TestFiles.withSegment(file, 0xed, SECRET);
    file = TestFiles.concatenated(file, SECRET);

    byte[] cleaned = JpegParser.parse(file).cleaned();

    assertThat(text(file)).contains("Jane Doe");
    assertThat(text(cleaned)).doesNotContain("Jane").doesNotContain("Exif");
    assertThat(text(cleaned)).endsWith(text(Arrays.copyOfRange(JPEG, scan(), JPEG.length)));
    assertThat(JpegParser.parse(cleaned).cleaned()).isEqualTo(cleaned);
    assertThat(JpegParser.parse(file).decode().pixels())
        .isEqualTo(JpegParser.parse(JPEG).decode().pixels());
  }

  @Test
  void everyBeginningOfAFileIsTruncated() {
    for (int length = 3; length < JPEG.length; length++) {
      byte[] beginning = Arrays.copyOf(JPEG, length);
      assertUnsuitable(RejectionReason.TRUNCATED, () -> JpegParser.parse(beginning));
    }
  }

  @Test
  void theEndOfAnEmbeddedThumbnailIsNotTheEnd() {
    byte[] file = TestFiles.withSegment(JPEG, 0xe1, JPEG.length < 60_000 ? JPEG : SECRET);

    assertUnsuitable(
        RejectionReason.TRUNCATED, () -> JpegParser.parse(Arrays.copyOf(file, file.length - 2)));
    assertThat(JpegParser.parse(file).width()).isEqualTo(200);
  }

  @Test
  void aProgressiveFileDecodesToItsImage() {
    byte[] progressive = TestFiles.jpeg(TestFiles.tinted(IMAGE, 1, 1, 1), true);

    JpegFile file = JpegParser.parse(progressive);

    assertThat(file.progressive()).isTrue();
    assertThat(file.bytesPerPixel()).isEqualTo(9);
    assertClose(file.decode(), 60);
  }

  @Test
  void grayOfAColorFileIsItsYChannel() {
    JpegFile file = JpegParser.parse(TestFiles.jpeg(TestFiles.tinted(IMAGE, 1, 1, 1), false));

    assertThat(file.coding()).isEqualTo(JpegFile.Coding.YCC);
    assertThat(JpegParser.parse(file.cleaned()).decode().pixels())
        .isEqualTo(file.decode().pixels());
    assertClose(file.decode(), 60);
  }

  @Test
  void anAdobeFileWithoutTransformIsRgb() {
    byte[] rgb = withoutJfif(TestFiles.jpeg(TestFiles.tinted(IMAGE, 1, 1, 1), false));
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};

    JpegFile file = JpegParser.parse(TestFiles.withSegment(rgb, 0xee, adobe));

    assertThat(file.coding()).isEqualTo(JpegFile.Coding.RGB);
    assertThat(JpegParser.parse(file.cleaned()).coding()).isEqualTo(JpegFile.Coding.RGB);
    // Its second and third components are 128 throughout: strongly colored where Y is not.
    assertUnsuitable(RejectionReason.COLOR, file::decode);
  }

  @Test
  void aColorPhotographIsRefused() {
    JpegFile file = JpegParser.parse(TestFiles.jpeg(TestFiles.tinted(IMAGE, 1, 0.6, 0.2), false));

    assertUnsuitable(RejectionReason.COLOR, file::decode);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc3, 0xc5, 0xc9, 0xca, 0xcf, 0xc8, 0xcc, 0xdc, 0xde})
  void processesThatAreNotSupportedAreNamed(int marker) {
    byte[] file = JPEG.clone();
    file[TestFiles.find(JPEG, SOF0) + 1] = (byte) marker;

    assertUnsuitable(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
        "FF%02X".formatted(marker),
        () -> JpegParser.parse(file));
  }

  @Test
  void twelveBitSamplesAndZeroHeightsAreRefused() {
    int frame = TestFiles.find(JPEG, SOF0);
    byte[] twelveBits = JPEG.clone();
    twelveBits[frame + 4] = 12;
    byte[] noHeight = JPEG.clone();
    Arrays.fill(noHeight, frame + 5, frame + 7, (byte) 0);

    assertUnsuitable(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT, "12-bit", () -> JpegParser.parse(twelveBits));
    assertUnsuitable(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT, "size", () -> JpegParser.parse(noHeight));
  }

  @Test
  void fourComponentsAreRefused() {
    byte[] cmyk = {8, 0, 100, 0, 100, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0};

    assertUnsuitable(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
        "4 components",
        () -> JpegParser.parse(TestFiles.withSegment(JPEG, SOF0, cmyk)));
  }

  @Test
  void contradictionsAreCorrupt() {
    byte[] frame = {8, 0, 100, 0, 100, 1, 1, 0x11, 0};
    byte[] noMarker = JPEG.clone();
    noMarker[TestFiles.find(JPEG, SOF0)] = 7;
    byte[] shortSegment = TestFiles.withSegment(JPEG, 0xe1, SECRET);
    shortSegment[5] = 1;
    byte[] startAgain = TestFiles.withSegment(JPEG, 0xd8, SECRET);
    byte[] onlyHeader = Arrays.copyOf(JPEG, scan() + 2);
    onlyHeader[scan() + 1] = (byte) 0xd9;
    byte[] scanFirst = TestFiles.withSegment(JPEG, 0xda, new byte[] {1, 1, 0, 0, 63, 0});

    corrupt("no marker", noMarker);
    corrupt("second frame", TestFiles.withSegment(JPEG, SOF0, frame));
    corrupt("wrong length", TestFiles.withSegment(JPEG, SOF0, Arrays.copyOf(frame, 8)));
    corrupt("shorter than its length field", shortSegment);
    corrupt("no place between segments", startAgain);
    corrupt("no image before the end", onlyHeader);
    corrupt("before the frame header", scanFirst);
  }

  @Test
  void aFileOfThousandsOfScansIsRefusedUndecoded() {
    byte[] scans = Arrays.copyOf(JPEG, JPEG.length - 2);
    byte[] scan = Arrays.copyOfRange(JPEG, scan(), JPEG.length - 2);
    for (int i = 0; i < 100; i++) {
      scans = TestFiles.concatenated(scans, scan);
    }

    corrupt("more than 100 scans", TestFiles.concatenated(scans, new byte[] {-1, (byte) 0xd9}));
  }

  @Test
  void missingEntropyCodedDataAreNoticedInDecodingRatherThanMadeUp() {
    byte[] file =
        TestFiles.concatenated(
            Arrays.copyOf(JPEG, scan() + (JPEG.length - scan()) / 2), new byte[] {-1, (byte) 0xd9});

    assertUnsuitable(
        RejectionReason.CORRUPT,
        "pixels are damaged or missing",
        () -> JpegParser.parse(file).decode());
  }

  /** Decoders complain of one thing alone, and then of nothing that follows. */
  @Test
  void aWrongScanHeaderHidesNoDamage() {
    byte[] wrong = JPEG.clone();
    int last = scan() + 1 + (JPEG[scan() + 3] & 0xff);
    wrong[last - 1] = 0; // No coefficient but the first, in a file that has them all in one scan.
    byte[] damaged =
        TestFiles.concatenated(
            Arrays.copyOf(wrong, scan() + (JPEG.length - scan()) / 2),
            new byte[] {-1, (byte) 0xd9});

    assertThat(JpegParser.parse(wrong).decode().pixels())
        .isEqualTo(JpegParser.parse(JPEG).decode().pixels());
    assertUnsuitable(
        RejectionReason.CORRUPT,
        "pixels are damaged or missing",
        () -> JpegParser.parse(damaged).decode());
  }

  @Test
  void whatLiesBehindTheLastScanDamagesNoPixel() {
    byte[] file =
        TestFiles.concatenated(
            Arrays.copyOf(JPEG, JPEG.length - 2),
            new byte[] {1, 2, 3, 4, 5, 6, 7, 8, -1, (byte) 0xd9});

    assertThat(JpegParser.parse(file).decode().pixels())
        .isEqualTo(JpegParser.parse(JPEG).decode().pixels());
  }

  private static void corrupt(String detail, byte[] file) {
    assertUnsuitable(RejectionReason.CORRUPT, detail, () -> JpegParser.parse(file));
  }

  private static int scan() {
    return TestFiles.find(JPEG, 0xda);
  }

  private static byte[] withoutJfif(byte[] jpeg) {
    int start = TestFiles.find(jpeg, 0xe0);
    int length = 2 + ((jpeg[start + 2] & 0xff) << 8 | (jpeg[start + 3] & 0xff));
    return TestFiles.concatenated(
        Arrays.copyOf(jpeg, start), Arrays.copyOfRange(jpeg, start + length, jpeg.length));
  }

  private static void assertClose(GrayImage decoded, int tolerance) {
    assertThat(decoded.width()).isEqualTo(IMAGE.width());
    for (int i = 0; i < decoded.pixels().length; i++) {
      assertThat(decoded.pixels()[i] & 0xff)
          .isBetween(
              (IMAGE.pixels()[i] & 0xff) - tolerance, (IMAGE.pixels()[i] & 0xff) + tolerance);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
