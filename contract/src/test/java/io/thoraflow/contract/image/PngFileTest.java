package io.thoraflow.contract.image;

import static io.thoraflow.contract.image.TestFiles.chunk;
import static io.thoraflow.contract.image.TestFiles.concatenated;
import static io.thoraflow.contract.image.UnsuitableAssertions.assertUnsuitable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngFileTest {
  private static final PhantomImage IMAGE = TestFiles.phantom(170, 160);
  private static final byte[] PNG = PhantomFiles.png(IMAGE);
  private static final int W = IMAGE.width();
  private static final int H = IMAGE.height();
  private static final byte[] SECRET = "Author\0Jane Doe".getBytes(StandardCharsets.US_ASCII);

  @Test
  void ancillaryChunksAndWhatFollowsTheEndAreRemoved() {
    byte[] plain = TestFiles.png(W, H, 8, PngFile.GRAY, gray8());
    byte[] file =
        concatenated(
            TestFiles.pngStart(W, H, 8, PngFile.GRAY),
            chunk("tEXt", SECRET),
            chunk("eXIf", SECRET),
            chunk("gAMA", new byte[] {0, 0, 1, 0}),
            chunk("tIME", new byte[7]),
            TestFiles.pngEnd(gray8()),
            SECRET);

    assertThat(PngParser.parse(file).cleaned()).isEqualTo(plain);
    assertThat(PngParser.parse(file).decode().pixels()).isEqualTo(IMAGE.pixels());
  }

  @Test
  void everyBeginningOfAFileIsTruncated() {
    for (int length = 1; length < PNG.length; length++) {
      byte[] beginning = Arrays.copyOf(PNG, length);
      assertThat(PngFile.recognizes(beginning)).isTrue();
      assertUnsuitable(RejectionReason.TRUNCATED, () -> PngParser.parse(beginning));
    }
  }

  @Test
  void anyFlippedBitBehindTheSignatureIsNoticed() {
    for (int at = 8; at < PNG.length; at += 97) {
      byte[] file = PNG.clone();
      file[at] ^= 4;
      assertThat(catchThrowable(() -> PngParser.parse(file)))
          .isInstanceOf(UnsuitableImageException.class);
    }
  }

  @Test
  void alphaIsIgnored() {
    byte[] grayAlpha = TestFiles.scanLines(IMAGE, level -> new byte[] {(byte) level, 9});
    byte[] rgba =
        TestFiles.scanLines(
            IMAGE, level -> new byte[] {(byte) level, (byte) level, (byte) level, 0});

    assertDecodes(TestFiles.png(W, H, 8, PngFile.GRAY_ALPHA, grayAlpha));
    assertDecodes(TestFiles.png(W, H, 8, PngFile.RGB_ALPHA, rgba));
  }

  @Test
  void sixteenBitsAreScaledToEight() {
    byte[] gray = TestFiles.scanLines(IMAGE, level -> new byte[] {(byte) level, (byte) level});
    byte[] rgb =
        TestFiles.scanLines(
            IMAGE,
            level -> {
              byte[] sample = new byte[6];
              Arrays.fill(sample, (byte) level);
              return sample;
            });

    assertDecodes(TestFiles.png(W, H, 16, PngFile.GRAY, gray));
    assertDecodes(TestFiles.png(W, H, 16, PngFile.RGB, rgb));
  }

  @Test
  void twelveBitsInTheLowBitsOfSixteenAreRefusedRatherThanShownBlack() {
    byte[] low =
        TestFiles.scanLines(IMAGE, level -> new byte[] {(byte) (level >> 4), (byte) (level << 4)});

    assertUnsuitable(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
        "scale samples",
        () -> PngParser.parse(TestFiles.png(W, H, 16, PngFile.GRAY, low)).decode());
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 14, 15})
  void fewerBitsThanDeclaredAreRefusedWithoutAnSbitChunkAndScaledWithOne(int bits) {
    IntFunction<byte[]> low = level -> sample(level, bits);
    byte[] gray = TestFiles.scanLines(IMAGE, low);
    byte[] grayAlpha =
        TestFiles.scanLines(
            IMAGE, level -> TestFiles.concatenated(low.apply(level), new byte[] {-1, -1}));
    byte[] rgb =
        TestFiles.scanLines(
            IMAGE,
            level -> TestFiles.concatenated(low.apply(level), low.apply(level), low.apply(level)));
    byte[] rgba =
        TestFiles.scanLines(
            IMAGE,
            level ->
                TestFiles.concatenated(
                    low.apply(level), low.apply(level), low.apply(level), new byte[] {-1, -1}));

    scaledWithSbitAlone(PngFile.GRAY, gray, bits);
    scaledWithSbitAlone(PngFile.GRAY_ALPHA, grayAlpha, bits, 16);
    scaledWithSbitAlone(PngFile.RGB, rgb, bits, bits, bits);
    scaledWithSbitAlone(PngFile.RGB_ALPHA, rgba, bits, bits, bits, 16);
  }

  private static byte[] sample(int level, int bits) {
    int sample = level * ((1 << bits) - 1) / 255;
    return new byte[] {(byte) (sample >> 8), (byte) sample};
  }

  private void scaledWithSbitAlone(int colorType, byte[] lines, int... significant) {
    byte[] without = TestFiles.png(W, H, 16, colorType, lines);
    byte[] body = new byte[significant.length];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) significant[i];
    }
    byte[] with =
        TestFiles.concatenated(
            TestFiles.pngStart(W, H, 16, colorType),
            TestFiles.chunk("sBIT", body),
            TestFiles.pngEnd(lines));

    assertUnsuitable(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT, "sBIT", () -> PngParser.parse(without).decode());
    assertDecodes(with);
    assertDecodes(PngParser.parse(with).cleaned());
  }

  @Test
  void aGrayPaletteIsLookedUpAndAColorOneRefused() {
    byte[] lines = gray8();
    byte[] grays = new byte[768];
    byte[] colors = new byte[768];
    for (int i = 0; i < 256; i++) {
      Arrays.fill(grays, 3 * i, 3 * i + 3, (byte) (255 - i));
      colors[3 * i] = (byte) 200;
    }

    GrayImage decoded = PngParser.parse(palette(grays, lines)).decode();

    for (int i = 0; i < decoded.pixels().length; i++) {
      assertThat(decoded.pixels()[i]).isEqualTo((byte) (255 - (IMAGE.pixels()[i] & 0xff)));
    }
    assertUnsuitable(RejectionReason.COLOR, () -> PngParser.parse(palette(colors, lines)).decode());
  }

  @ParameterizedTest
  @CsvSource({"1, 255", "2, 85", "4, 17"})
  void fewBitsAreScaledToTheFullRange(int bitDepth, int step) {
    // One line of 8 pixels: 0 1 0 1 ... in the lowest two levels.
    int perByte = 8 / bitDepth;
    byte[] line = new byte[1 + 8 / perByte];
    for (int x = 0; x < 8; x++) {
      line[1 + x / perByte] |= (byte) ((x % 2) << (bitDepth * (perByte - 1 - x % perByte)));
    }

    GrayImage decoded = PngParser.parse(TestFiles.png(8, 1, bitDepth, 0, line)).decode();

    for (int x = 0; x < 8; x++) {
      assertThat(decoded.pixels()[x] & 0xff).isEqualTo(x % 2 * step);
    }
  }

  @Test
  void headersOutsideTheStandardAreCorrupt() {
    for (int[] header :
        new int[][] {
          {0, 8, 8, 0}, {8, -1, 8, 0}, {8, 8, 3, 0}, {8, 8, 16, 3}, {8, 8, 4, 2}, {8, 8, 8, 5}
        }) {
      byte[] file = TestFiles.png(header[0], header[1], header[2], header[3], new byte[9]);
      assertUnsuitable(RejectionReason.CORRUPT, "header", () -> PngParser.parse(file));
    }
  }

  @Test
  void chunksThatMayNotBeSkippedAreRefused() {
    byte[] start = TestFiles.pngStart(W, H, 8, PngFile.GRAY);
    byte[] end = TestFiles.pngEnd(gray8());

    assertUnsuitable(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
        () -> PngParser.parse(concatenated(start, chunk("CgBI", SECRET), end)));
  }

  @Test
  void missingPartsAreCorrupt() {
    byte[] start = TestFiles.pngStart(W, H, 8, PngFile.GRAY);
    byte[] signature = Arrays.copyOf(PNG, 8);
    byte[] end = chunk("IEND", new byte[0]);

    corrupt("no image data", concatenated(start, end));
    corrupt("not the header", concatenated(signature, TestFiles.pngEnd(gray8())));
    corrupt("palette", TestFiles.png(W, H, 8, PngFile.PALETTE, gray8()));
    corrupt("repeated", concatenated(start, Arrays.copyOfRange(start, 8, start.length), end));
  }

  @Test
  void tooFewScanLinesAreNoticedInDecoding() {
    byte[] half = Arrays.copyOf(gray8(), H / 2 * (W + 1));

    assertUnsuitable(
        RejectionReason.CORRUPT,
        () -> PngParser.parse(TestFiles.png(W, H, 8, PngFile.GRAY, half)).decode());
  }

  private static byte[] gray8() {
    return TestFiles.scanLines(IMAGE, level -> new byte[] {(byte) level});
  }

  private static byte[] palette(byte[] colors, byte[] lines) {
    return concatenated(
        TestFiles.pngStart(W, H, 8, PngFile.PALETTE),
        chunk("PLTE", colors),
        TestFiles.pngEnd(lines));
  }

  private static void corrupt(String detail, byte[] file) {
    assertUnsuitable(RejectionReason.CORRUPT, detail, () -> PngParser.parse(file));
  }

  private static void assertDecodes(byte[] png) {
    assertThat(PngParser.parse(png).decode().pixels()).isEqualTo(IMAGE.pixels());
  }
}
