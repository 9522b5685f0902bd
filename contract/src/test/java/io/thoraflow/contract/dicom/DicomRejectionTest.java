package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DicomRejectionTest {
  private static final int COLUMNS = 16;
  private static final int ROWS = 12;
  private static final int[] SAMPLES = IntStream.range(0, COLUMNS * ROWS).toArray();
  private static final DicomReader READER = readerWith(DicomLimits.DEFAULT);

  private static DicomReader readerWith(DicomLimits limits) {
    return new DicomReader(
        limits,
        (syntax, format, codestream) -> {
          throw new AssertionError("the codestream must not reach a decoder");
        });
  }

  private static DicomBuilder radiograph() {
    return DicomBuilder.radiograph(COLUMNS, ROWS, 12, SAMPLES);
  }

  private static UnsuitableImageException rejection(byte[] file) {
    return rejection(READER, file);
  }

  private static UnsuitableImageException rejection(DicomReader reader, byte[] file) {
    UnsuitableImageException rejection =
        catchThrowableOfType(UnsuitableImageException.class, () -> reader.read(file).render());
    assertThat(rejection).as("the rejection").isNotNull();
    assertThat(rejection).hasMessageNotContainingAny("Doe", "PATIENT-7");
    return rejection;
  }

  private static RejectionReason reason(DicomBuilder file) {
    return rejection(file.build()).reason();
  }

  @Test
  void severalFramesAreNoRadiograph() {
    // Given
    DicomBuilder file = radiograph().text(Tag.NUMBER_OF_FRAMES, "IS", "3");

    // When and Then
    assertThat(reason(file)).isEqualTo(RejectionReason.MULTI_FRAME);
  }

  @Test
  void severalOffsetsAreSeveralFrames() {
    // Given
    byte[] file = radiograph().transferSyntax(DicomBuilder.RLE).fragments(new byte[0]).build();
    ByteArrayOutputStream twoOffsets = new ByteArrayOutputStream();
    int table = lastIndexOf(file, new byte[] {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0}) - 8;
    twoOffsets.write(file, 0, table + 4);
    twoOffsets.writeBytes(new byte[] {8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0});
    twoOffsets.write(file, table + 8, file.length - table - 8);

    // When and Then
    assertThat(rejection(twoOffsets.toByteArray()).reason()).isEqualTo(RejectionReason.MULTI_FRAME);
  }

  private static int lastIndexOf(byte[] bytes, byte[] pattern) {
    int index = bytes.length - pattern.length;
    while (!Arrays.equals(bytes, index, index + pattern.length, pattern, 0, pattern.length)) {
      index--;
    }
    return index;
  }

  @ParameterizedTest
  @CsvSource({
    "RGB, 3, COLOR",
    "YBR_FULL_422, 3, COLOR",
    "PALETTE COLOR, 1, PALETTE_COLOR",
    "MONOCHROME2, 2, UNSUPPORTED_PIXEL_FORMAT",
    "TRUE_GRAY, 1, UNSUPPORTED_PIXEL_FORMAT"
  })
  void otherThanGrayIsRefused(String photometric, int samplesPerPixel, RejectionReason expected) {
    // Given
    DicomBuilder file =
        radiograph()
            .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", photometric)
            .uint16(Tag.SAMPLES_PER_PIXEL, samplesPerPixel);

    // When and Then
    assertThat(reason(file)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, UNSUPPORTED_PIXEL_FORMAT",
    "32, 32, 31, UNSUPPORTED_PIXEL_FORMAT",
    "8, 1, 0, UNSUPPORTED_PIXEL_FORMAT",
    "16, 12, 16, CORRUPT",
    "16, 12, 10, CORRUPT",
    "8, 12, 11, CORRUPT"
  })
  void oddCellsAreRefused(int allocated, int stored, int highBit, RejectionReason expected) {
    // Given
    DicomBuilder file =
        radiograph()
            .uint16(Tag.BITS_ALLOCATED, allocated)
            .uint16(Tag.BITS_STORED, stored)
            .uint16(Tag.HIGH_BIT, highBit);

    // When and Then
    assertThat(reason(file)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {Tag.ROWS, Tag.COLUMNS, Tag.BITS_ALLOCATED, Tag.PHOTOMETRIC_INTERPRETATION})
  void anImageThatDoesNotDescribeItselfIsCorrupt(int tag) {
    assertThat(reason(radiograph().without(tag))).isEqualTo(RejectionReason.CORRUPT);
  }

  @Test
  void aDataSetWithoutPixelsIsNoImage() {
    assertThat(reason(radiograph().without(Tag.PIXEL_DATA)))
        .isEqualTo(RejectionReason.NO_PIXEL_DATA);
  }

  @Test
  void floatingPointPixelsAreRefused() {
    // Given
    DicomBuilder file =
        radiograph().without(Tag.PIXEL_DATA).bytes(Tag.FLOAT_PIXEL_DATA, "OF", new byte[4]);

    // When and Then
    assertThat(reason(file)).isEqualTo(RejectionReason.UNSUPPORTED_PIXEL_FORMAT);
  }

  @Test
  void contentThatIsNoDicomIsNoImage() {
    // Given
    byte[] text = "just some text, long enough".getBytes(StandardCharsets.US_ASCII);

    // When and Then
    assertThat(rejection(new byte[0]).reason()).isEqualTo(RejectionReason.EMPTY_FILE);
    assertThat(rejection(text).reason()).isEqualTo(RejectionReason.NOT_AN_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.840.10008.1.2.4.203", "1.2.840.10008.1.2.4.102"})
  void aForeignTransferSyntaxIsNamedWithTheWayOut(String transferSyntax) {
    // Given
    byte[] file = radiograph().transferSyntax(transferSyntax).fragments(new byte[] {1, 2}).build();

    // When
    UnsuitableImageException rejection = rejection(file);

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX);
    assertThat(rejection)
        .hasMessageContainingAll(transferSyntax, DicomBuilder.EXPLICIT_LITTLE_ENDIAN);
  }

  @Test
  void aPrivateTransferSyntaxIsNotRepeatedAsItMayHoldANumber() {
    // Given
    byte[] file = radiograph().transferSyntax("1.2.3.4711").fragments(new byte[] {1, 2}).build();

    // When
    UnsuitableImageException rejection = rejection(file);

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX);
    assertThat(rejection).hasMessageContaining("a private one").hasMessageNotContaining("4711");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DicomBuilder.EXPLICIT_LITTLE_ENDIAN,
        DicomBuilder.IMPLICIT_LITTLE_ENDIAN,
        DicomBuilder.DEFLATED,
        DicomBuilder.RLE,
        DicomBuilder.JPEG_LOSSLESS
      })
  void contentThatEndsTooEarlyIsTruncatedWhereverItEnds(String transferSyntax) {
    // Given
    DicomBuilder builder = radiograph().transferSyntax(transferSyntax);
    if (transferSyntax.equals(DicomBuilder.RLE)) {
      builder.fragments(Codestreams.rle(2, SAMPLES));
    } else if (transferSyntax.equals(DicomBuilder.JPEG_LOSSLESS)) {
      builder.fragments(Codestreams.losslessJpeg(COLUMNS, ROWS, 12, SAMPLES));
    }
    byte[] file = builder.build();
    int noPixelData = 0;

    // When
    for (int length = 132; length < file.length; length++) {
      RejectionReason reason = rejection(Arrays.copyOf(file, length)).reason();
      if (reason == RejectionReason.NO_PIXEL_DATA) {
        noPixelData++;
      } else {
        assertThat(reason).as("after %d bytes", length).isEqualTo(RejectionReason.TRUNCATED);
      }
    }

    // Then: only an end exactly between two elements cannot be told from the end of a data set.
    assertThat(noPixelData).isLessThan(20);
  }

  @Test
  void spaceReservedForContentThatHasNotComeIsTruncated() {
    // Given
    byte[] file = radiograph().without(Tag.PIXEL_DATA).tail(new byte[4096]).build();

    // When and Then
    assertThat(rejection(file).reason()).isEqualTo(RejectionReason.TRUNCATED);
  }

  @Test
  void completePixelDataThatIsTooShortIsCorrupt() {
    // Given
    DicomBuilder file = radiograph().words(Tag.PIXEL_DATA, "OW", 1, 2, 3);

    // When and Then
    assertThat(reason(file)).isEqualTo(RejectionReason.CORRUPT);
  }

  @ParameterizedTest
  @ValueSource(strings = {DicomBuilder.JPEG_BASELINE, DicomBuilder.JPEG_LOSSLESS, DicomBuilder.RLE})
  void aCodestreamThatEndsEarlyInsideACompleteFileIsCorrupt(String transferSyntax) {
    // Given
    byte[] frame =
        switch (transferSyntax) {
          case DicomBuilder.JPEG_BASELINE -> Codestreams.jpeg(COLUMNS, ROWS, SAMPLES);
          case DicomBuilder.RLE -> Codestreams.rle(1, SAMPLES);
          default -> Codestreams.losslessJpeg(COLUMNS, ROWS, 8, SAMPLES);
        };

    // When and Then
    for (int missing = 2; missing < frame.length; missing++) {
      DicomBuilder file =
          DicomBuilder.radiograph(COLUMNS, ROWS, 8, SAMPLES)
              .transferSyntax(transferSyntax)
              .fragments(Arrays.copyOf(frame, frame.length - missing));
      assertThat(reason(file)).as("%d bytes missing", missing).isEqualTo(RejectionReason.CORRUPT);
    }
  }

  @ParameterizedTest
  @CsvSource({"0xFFFFFFF0, CORRUPT", "0x80000000, CORRUPT", "0x7FFFFFFF, TRUNCATED"})
  void hugeLengthsAllocateNothing(String length, RejectionReason expected) {
    // Given
    byte[] file = radiograph().lying(Tag.PIXEL_DATA, "OW", Long.decode(length)).build();

    // When and Then
    assertThat(rejection(file).reason()).isEqualTo(expected);
  }

  @Test
  void tenThousandNestedSequencesAreRefused() {
    // Given
    ByteBuffer nested = ByteBuffer.allocate(10_000 * 20).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 10_000; i++) {
      nested.putShort((short) 0x0009).putShort((short) 0x1001);
      nested.put((byte) 'S').put((byte) 'Q').putShort((short) 0).putInt(-1);
      nested.putShort((short) 0xFFFE).putShort((short) 0xE000).putInt(-1);
    }
    byte[] file = radiograph().without(Tag.PIXEL_DATA).tail(nested.array()).build();

    // When
    UnsuitableImageException rejection = rejection(file);

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.CORRUPT);
    assertThat(rejection).hasMessageContaining("nested");
  }

  @Test
  void endlessElementsAreRefused() {
    // Given: a hundred thousand empty elements.
    byte[] empty = {9, 0, 1, 16, 'L', 'O', 0, 0};
    ByteBuffer elements = ByteBuffer.allocate(DicomLimits.DEFAULT.maxElements() * empty.length);
    while (elements.hasRemaining()) {
      elements.put(empty);
    }
    byte[] file = radiograph().without(Tag.PIXEL_DATA).tail(elements.array()).build();

    // When and Then
    assertThat(rejection(file)).hasMessageContaining("data elements");
  }

  @Test
  void aDeflateBombIsStopped() {
    // Given: 2 MB of zeros in 2 KB, and a limit of 1 MB.
    byte[] file =
        radiograph()
            .transferSyntax(DicomBuilder.DEFLATED)
            .bytes(Tag.PIXEL_DATA, "OB", new byte[2_000_000])
            .build();
    DicomReader reader = readerWith(new DicomLimits(1000, 32, 1000, 1_000_000));

    // When
    UnsuitableImageException rejection = rejection(reader, file);

    // Then
    assertThat(file).hasSizeLessThan(10_000);
    assertThat(rejection.reason()).isEqualTo(RejectionReason.TOO_LARGE);
  }

  @Test
  void tooManyPixelsAreRefusedBeforeDecoding() {
    // Given
    byte[] file =
        radiograph()
            .uint16(Tag.ROWS, 65_535)
            .uint16(Tag.COLUMNS, 65_535)
            .transferSyntax(DicomBuilder.JPEG_2000)
            .fragments(new byte[] {1, 2})
            .build();

    // When and Then
    assertThat(rejection(file).reason()).isEqualTo(RejectionReason.TOO_MANY_PIXELS);
  }

  @Test
  void aJpegWhoseDimensionsDifferFromTheHeaderNeverReachesADecoder() {
    // Given: a frame that claims 60000 x 60000 pixels.
    byte[] bomb = Codestreams.losslessJpeg(COLUMNS, ROWS, 12, SAMPLES);
    ByteBuffer.wrap(bomb).putShort(7, (short) 60_000).putShort(9, (short) 60_000);

    // When
    UnsuitableImageException rejection =
        rejection(radiograph().transferSyntax(DicomBuilder.JPEG_LOSSLESS).fragments(bomb).build());

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.CORRUPT);
    assertThat(rejection).hasMessageContainingAll("60000 x 60000", "16 x 12");
  }

  @Test
  void aJpeg2000WhoseDimensionsDifferFromTheHeaderNeverReachesADecoder() {
    // Given: a main header of 60000 x 60000 pixels.
    ByteBuffer bomb = ByteBuffer.allocate(64);
    bomb.putInt(0xFF4FFF51).putShort((short) 41).putShort((short) 0);
    bomb.putInt(60_000).putInt(60_000).putInt(0).putInt(0);
    bomb.putInt(60_000).putInt(60_000).putInt(0).putInt(0);
    bomb.putShort((short) 1).put((byte) 11).put((byte) 1).put((byte) 1);

    // When
    UnsuitableImageException rejection =
        rejection(
            radiograph().transferSyntax(DicomBuilder.JPEG_2000).fragments(bomb.array()).build());

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.CORRUPT);
    assertThat(rejection).hasMessageContainingAll("60000 x 60000", "16 x 12");
  }

  @Test
  void pixelDataThatContradictsItsTransferSyntaxIsCorrupt() {
    // Given
    DicomBuilder nativeInJpeg = radiograph().transferSyntax(DicomBuilder.JPEG_LOSSLESS);
    DicomBuilder fragmentsInNative =
        radiograph().fragments(Codestreams.losslessJpeg(COLUMNS, ROWS, 12, SAMPLES));
    DicomBuilder jpegInJpegLs =
        radiograph()
            .transferSyntax(DicomBuilder.JPEG_LS)
            .fragments(Codestreams.losslessJpeg(COLUMNS, ROWS, 12, SAMPLES));
    DicomBuilder noFragments = radiograph().transferSyntax(DicomBuilder.RLE).fragments();

    // When and Then
    assertThat(reason(nativeInJpeg)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(fragmentsInNative)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(jpegInJpegLs)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(noFragments)).isEqualTo(RejectionReason.CORRUPT);
  }

  @Test
  void codeStringsThatMayBeANameAreNotRepeated() {
    UnsuitableImageException photometric =
        rejection(radiograph().text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "DOE_JANE").build());

    assertThat(photometric.reason()).isEqualTo(RejectionReason.UNSUPPORTED_PIXEL_FORMAT);
    assertThat(photometric).hasMessageNotContaining("DOE_JANE");
  }

  @Test
  void malformedNumbersAreCorruptAndNotRepeated() {
    // Given
    DicomBuilder frames = radiograph().text(Tag.NUMBER_OF_FRAMES, "IS", "Doe^Jane");
    DicomBuilder slope = radiograph().text(Tag.RESCALE_SLOPE, "DS", "Doe^Jane");
    DicomBuilder zeroSlope = radiograph().text(Tag.RESCALE_SLOPE, "DS", "0");
    DicomBuilder infinite = radiograph().text(Tag.WINDOW_CENTER, "DS", "1e999");

    // When and Then
    assertThat(reason(frames)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(slope)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(zeroSlope)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(infinite)).isEqualTo(RejectionReason.CORRUPT);
  }

  @Test
  void aLookupTableShorterThanItClaimsIsCorrupt() {
    // Given
    DicomBuilder file =
        radiograph()
            .sequence(
                Tag.VOI_LUT_SEQUENCE,
                DicomBuilder.empty()
                    .uint16(Tag.LUT_DESCRIPTOR, 0, 0, 12)
                    .words(Tag.LUT_DATA, "OW", 1, 2, 3));

    // When and Then
    assertThat(reason(file)).isEqualTo(RejectionReason.CORRUPT);
  }
}
