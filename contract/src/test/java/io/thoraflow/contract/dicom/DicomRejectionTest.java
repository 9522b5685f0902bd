package io.thoraflow.contract.dicom;

import static io.thoraflow.contract.dicom.Refusals.COLUMNS;
import static io.thoraflow.contract.dicom.Refusals.ROWS;
import static io.thoraflow.contract.dicom.Refusals.SAMPLES;
import static io.thoraflow.contract.dicom.Refusals.radiograph;
import static io.thoraflow.contract.dicom.Refusals.reason;
import static io.thoraflow.contract.dicom.Refusals.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DicomRejectionTest {
  @Test
  void severalFramesAreNoRadiograph() {
    // Given
    DicomBuilder file = radiograph().text(Tag.NUMBER_OF_FRAMES, "IS", "3");

    // When and Then
    assertThat(reason(file)).isEqualTo(RejectionReason.MULTI_FRAME);
  }

  @Test
  void severalFragmentsThatBeginAFrameAreSeveralFrames() {
    // Given: Number of Frames is absent.
    byte[] jpeg = Codestreams.losslessJpeg(COLUMNS, ROWS, 12, SAMPLES);
    byte[] rle = Codestreams.rle(2, SAMPLES);

    // When and Then
    assertThat(
            reason(radiograph().transferSyntax(DicomBuilder.JPEG_LOSSLESS).fragments(jpeg, jpeg)))
        .isEqualTo(RejectionReason.MULTI_FRAME);
    assertThat(reason(radiograph().transferSyntax(DicomBuilder.RLE).fragments(rle, rle)))
        .isEqualTo(RejectionReason.MULTI_FRAME);
  }

  @Test
  void noFramesWithPixelsForSeveralAreSeveralFrames() {
    // Given
    int[] twice = Arrays.copyOf(SAMPLES, 2 * SAMPLES.length);
    DicomBuilder file =
        DicomBuilder.radiograph(COLUMNS, ROWS, 12, twice).text(Tag.NUMBER_OF_FRAMES, "IS", "0");

    // When and Then
    assertThat(reason(file)).isEqualTo(RejectionReason.MULTI_FRAME);
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
    DicomBuilder notANumber = radiograph().text(Tag.RESCALE_SLOPE, "DS", "NaN");
    DicomBuilder hexadecimal = radiograph().text(Tag.RESCALE_SLOPE, "DS", "0x1p3");
    DicomBuilder grouped = radiograph().text(Tag.WINDOW_WIDTH, "DS", "1,024,000");
    DicomBuilder overflowing = radiograph().text(Tag.RESCALE_SLOPE, "DS", "1e308");
    DicomBuilder infinite = radiograph().text(Tag.WINDOW_CENTER, "DS", "1e999");

    // When and Then
    assertThat(reason(frames)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(slope)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(notANumber)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(hexadecimal)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(grouped)).isEqualTo(RejectionReason.CORRUPT);
    assertThat(reason(overflowing)).isEqualTo(RejectionReason.CORRUPT);
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
