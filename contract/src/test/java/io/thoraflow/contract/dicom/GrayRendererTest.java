package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.RejectionReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected gray levels are computed by hand from DICOM PS3.3 C.11. */
class GrayRendererTest {
  private static final int[] STEPS = {0, 1000, 2000, 3000, 4000};

  private static DicomBuilder row(int... samples) {
    return DicomBuilder.radiograph(samples.length, 1, 12, samples);
  }

  private static int[] render(DicomBuilder file) {
    DicomReader reader =
        new DicomReader(
            DicomLimits.DEFAULT,
            (syntax, format, codestream) -> {
              throw new AssertionError("uncompressed files need no decoder");
            });
    GrayImage image = reader.read(file.build()).render();
    int[] levels = new int[image.pixels().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = image.pixels()[i] & 0xFF;
    }
    return levels;
  }

  private static DicomBuilder window(DicomBuilder file, String center, String width) {
    return file.text(Tag.WINDOW_CENTER, "DS", center).text(Tag.WINDOW_WIDTH, "DS", width);
  }

  @Test
  void withoutAWindowTheWholeRangeShows() {
    assertThat(render(row(STEPS))).containsExactly(0, 64, 128, 191, 255);
  }

  @Test
  void aConstantImageIsBlack() {
    assertThat(render(row(7, 7, 7))).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    // ((x - (c - 0.5)) / (w - 1) + 0.5) * 255 with c = 2000, w = 2000
    "LINEAR, 0, 0, 128, 255, 255",
    // ((x - c) / w + 0.5) * 255
    "LINEAR_EXACT, 0, 0, 128, 255, 255",
    // 255 / (1 + exp(-4 (x - c) / w))
    "SIGMOID, 5, 30, 128, 225, 250"
  })
  void windowsFollowTheirFunction(String function, int a, int b, int c, int d, int e) {
    // Given
    DicomBuilder file =
        window(row(STEPS), "2000", "2000").text(Tag.VOI_LUT_FUNCTION, "CS", function);

    // When and Then
    assertThat(render(file)).containsExactly(a, b, c, d, e);
  }

  @Test
  void linearAndLinearExactDifferByHalfAStep() {
    // Given: the example of C.11.2.1.2.1, an 8-bit window over all of 8 bits.
    DicomBuilder linear = window(row(0, 1, 128, 255), "128", "256");
    DicomBuilder exact =
        window(row(0, 1, 128, 255), "128", "256").text(Tag.VOI_LUT_FUNCTION, "CS", "LINEAR_EXACT");

    // When and Then
    assertThat(render(linear)).containsExactly(0, 1, 128, 255);
    assertThat(render(exact)).containsExactly(0, 1, 128, 254);
  }

  @Test
  void aWindowOfWidthOneIsAThreshold() {
    assertThat(render(window(row(99, 100, 101), "100", "1"))).containsExactly(0, 255, 255);
  }

  @Test
  void theFirstOfSeveralWindowsCounts() {
    assertThat(render(window(row(99, 100, 101), "100\\2000", "1\\4000")))
        .containsExactly(0, 255, 255);
  }

  @Test
  void aWindowWithoutWidthCountsAsAbsent() {
    assertThat(render(window(row(STEPS), "2000", "0"))).containsExactly(0, 64, 128, 191, 255);
  }

  @Test
  void theWindowAppliesAfterTheRescale() {
    // Given: values -1000, 0 and 1000.
    DicomBuilder file =
        window(row(0, 500, 1000), "0.5", "2001")
            .text(Tag.RESCALE_SLOPE, "DS", "2")
            .text(Tag.RESCALE_INTERCEPT, "DS", "-1000");

    // When and Then
    assertThat(render(file)).containsExactly(0, 128, 255);
  }

  @Test
  void aNegativeSlopeTurnsTheRangeAround() {
    assertThat(render(row(0, 100).text(Tag.RESCALE_SLOPE, "DS", "-1"))).containsExactly(255, 0);
  }

  @Test
  void monochrome1ShowsItsLowestValueWhite() {
    // Given
    DicomBuilder file = row(STEPS).text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME1");

    // When and Then
    assertThat(render(file)).containsExactly(255, 191, 128, 64, 0);
    assertThat(render(file.text(Tag.PRESENTATION_LUT_SHAPE, "CS", "INVERSE")))
        .as("inverted once, not twice")
        .containsExactly(255, 191, 128, 64, 0);
  }

  @Test
  void anInversePresentationLutInverts() {
    assertThat(render(row(STEPS).text(Tag.PRESENTATION_LUT_SHAPE, "CS", "INVERSE")))
        .containsExactly(255, 191, 128, 64, 0);
    assertThat(render(row(STEPS).text(Tag.PRESENTATION_LUT_SHAPE, "CS", "IDENTITY")))
        .containsExactly(0, 64, 128, 191, 255);
  }

  @Test
  void paddingIsBlackAndOutsideTheRange() {
    // Given: 4095 pads.
    DicomBuilder file = row(1000, 1500, 2000, 4095).uint16(Tag.PIXEL_PADDING_VALUE, 4095);

    // When and Then
    assertThat(render(file)).containsExactly(0, 128, 255, 0);
    assertThat(render(file.text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME1")))
        .containsExactly(255, 128, 0, 0);
  }

  @Test
  void aPaddingRangeMayRunEitherWay() {
    // Given
    DicomBuilder file =
        row(1000, 1500, 2000, 4000, 4095)
            .uint16(Tag.PIXEL_PADDING_VALUE, 4095)
            .uint16(Tag.PIXEL_PADDING_RANGE_LIMIT, 3900);

    // When and Then
    assertThat(render(file)).containsExactly(0, 128, 255, 0, 0);
  }

  @Test
  void signedPaddingIsComparedWithSignedSamples() {
    // Given
    DicomBuilder file =
        DicomBuilder.radiograph(4, 1, 16, new int[] {-2000 & 0xFFFF, -10 & 0xFFFF, 0, 10})
            .uint16(Tag.PIXEL_REPRESENTATION, 1)
            .words(Tag.PIXEL_PADDING_VALUE, "SS", -2000);

    // When and Then
    assertThat(render(file)).containsExactly(0, 0, 128, 255);
    assertThat(render(file.transferSyntax(DicomBuilder.IMPLICIT_LITTLE_ENDIAN)))
        .containsExactly(0, 0, 128, 255);
  }

  @Test
  void anImageOfPaddingAloneIsBlack() {
    assertThat(render(row(5, 5).uint16(Tag.PIXEL_PADDING_VALUE, 5))).containsExactly(0, 0);
  }

  @Test
  void aVoiLookupTableGoesBeforeTheWindow() {
    // Given: 10, 11, 12 and all beyond are mapped; entries have 10 bits.
    DicomBuilder file =
        window(row(0, 10, 11, 12, 500), "2000", "4000")
            .sequence(
                Tag.VOI_LUT_SEQUENCE,
                DicomBuilder.empty()
                    .uint16(Tag.LUT_DESCRIPTOR, 3, 10, 10)
                    .words(Tag.LUT_DATA, "OW", 0, 1023, 511));

    // When and Then
    assertThat(render(file)).containsExactly(0, 0, 255, 127, 127);
    assertThat(render(file.transferSyntax(DicomBuilder.IMPLICIT_LITTLE_ENDIAN)))
        .containsExactly(0, 0, 255, 127, 127);
    assertThat(render(file.transferSyntax(DicomBuilder.EXPLICIT_BIG_ENDIAN)))
        .containsExactly(0, 0, 255, 127, 127);
  }

  @Test
  void entriesOfEightBitsMayShareAWord() {
    // Given: entries 0, 255, 51 in two words.
    DicomBuilder file =
        row(0, 1, 2)
            .sequenceOfDefinedLength(
                Tag.VOI_LUT_SEQUENCE,
                DicomBuilder.empty()
                    .uint16(Tag.LUT_DESCRIPTOR, 3, 0, 8)
                    .words(Tag.LUT_DATA, "OW", 0xFF00, 51));

    // When and Then
    assertThat(render(file)).containsExactly(0, 255, 51);
  }

  @Test
  void aModalityLookupTableGoesBeforeTheRescale() {
    // Given
    DicomBuilder file =
        row(0, 1, 2)
            .text(Tag.RESCALE_SLOPE, "DS", "-5")
            .sequence(
                Tag.MODALITY_LUT_SEQUENCE,
                DicomBuilder.empty()
                    .uint16(Tag.LUT_DESCRIPTOR, 3, 0, 16)
                    .words(Tag.LUT_DATA, "OW", 100, 400, 200));

    // When and Then
    assertThat(render(file)).containsExactly(0, 255, 85);
  }

  @Test
  void aLookupTableMayBeginBelowZero() {
    // Given
    DicomBuilder file =
        DicomBuilder.radiograph(3, 1, 16, new int[] {-1 & 0xFFFF, 0, 1})
            .uint16(Tag.PIXEL_REPRESENTATION, 1)
            .sequence(
                Tag.VOI_LUT_SEQUENCE,
                DicomBuilder.empty()
                    .words(Tag.LUT_DESCRIPTOR, "SS", 3, -1, 8)
                    .words(Tag.LUT_DATA, "OW", 10, 20, 30));

    // When and Then
    assertThat(render(file)).containsExactly(10, 20, 30);
    assertThat(render(file.transferSyntax(DicomBuilder.IMPLICIT_LITTLE_ENDIAN)))
        .containsExactly(10, 20, 30);
  }

  private static DicomBuilder table(int count, int first, int bits, int... entries) {
    return DicomBuilder.empty()
        .uint16(Tag.LUT_DESCRIPTOR, count, first, bits)
        .words(Tag.LUT_DATA, "OW", entries);
  }

  @ParameterizedTest
  @CsvSource({"16, 4095", "16, 1023", "14, 4095", "12, 4095", "8, 4095", "10, 65535", "16, 255"})
  void theEntriesOfATableTellTheirDepth(int declared, int largest) {
    // Given
    DicomBuilder file =
        row(0, 1, 2).sequence(Tag.VOI_LUT_SEQUENCE, table(3, 0, declared, 0, largest / 2, largest));

    // When and Then
    assertThat(render(file)).containsExactly(0, 127, 255);
  }

  @Test
  void entriesOfEightBitsMayShareAWordWhateverDepthIsDeclared() {
    DicomBuilder file =
        row(0, 1, 2, 3).sequence(Tag.VOI_LUT_SEQUENCE, table(4, 0, 16, 0xFF00, 0x0033));

    assertThat(render(file)).containsExactly(0, 255, 51, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16})
  void aTableOfWordsThatWasCutShortIsRefused(int bits) {
    DicomBuilder file =
        row(0, 1, 2, 3)
            .sequence(Tag.VOI_LUT_SEQUENCE, table(8, 0, bits, 0, 511, 1023, 1535, 2047, 2559));

    assertThat(Refusals.reason(file)).isEqualTo(RejectionReason.CORRUPT);
  }

  @Test
  void pixelRepresentationDecidesHowPaddingIsSigned() {
    DicomBuilder unsignedVr =
        DicomBuilder.radiograph(4, 1, 16, new int[] {-2000 & 0xFFFF, -10 & 0xFFFF, 0, 10})
            .uint16(Tag.PIXEL_REPRESENTATION, 1)
            .uint16(Tag.PIXEL_PADDING_VALUE, -2000 & 0xFFFF);
    DicomBuilder signedVr =
        DicomBuilder.radiograph(4, 1, 16, new int[] {63536, 100, 150, 200})
            .words(Tag.PIXEL_PADDING_VALUE, "SS", -2000);
    DicomBuilder storedBits =
        DicomBuilder.radiograph(4, 1, 12, new int[] {0x830, -10 & 0xFFF, 0, 10})
            .uint16(Tag.PIXEL_REPRESENTATION, 1)
            .uint16(Tag.PIXEL_PADDING_VALUE, 0x830);

    assertThat(render(unsignedVr)).containsExactly(0, 0, 128, 255);
    assertThat(render(signedVr)).containsExactly(0, 0, 128, 255);
    assertThat(render(storedBits)).containsExactly(0, 0, 128, 255);
  }

  @ParameterizedTest
  @CsvSource({
    "RF, 1.2.840.10008.5.1.4.1.1.7",
    "XA, 1.2.840.10008.5.1.4.1.1.7",
    "OT, 1.2.840.10008.5.1.4.1.1.12.1",
    "CR, 1.2.840.10008.5.1.4.1.1.12.2"
  })
  void theModalityTableOfFluoroscopyIsNotForDisplay(String modality, String sopClass) {
    DicomBuilder file =
        row(0, 1, 2)
            .text(Tag.MODALITY, "CS", modality)
            .text(Tag.SOP_CLASS_UID, "UI", sopClass)
            .sequence(Tag.MODALITY_LUT_SEQUENCE, table(3, 0, 16, 200, 100, 0));

    assertThat(render(file)).containsExactly(0, 128, 255);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,000", "1.0E0", "+1", " 1.0 ", "1\0", "1.", "1,0\\2", "1.0D0", "0", "0,0", "-0.0"
      })
  void slopesThatCanOnlyMeanOneAreOne(String slope) {
    DicomBuilder file = window(row(STEPS), "2000", "2000").text(Tag.RESCALE_SLOPE, "DS", slope);

    assertThat(render(file)).containsExactly(0, 0, 128, 255, 255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1.0", "01", " 1 ", "+1", "1,0"})
  void framesThatCanOnlyMeanOneAreOne(String frames) {
    assertThat(render(row(STEPS).text(Tag.NUMBER_OF_FRAMES, "IS", frames)))
        .containsExactly(0, 64, 128, 191, 255);
  }

  @Test
  void codesInLowerCaseAreUnderstood() {
    DicomBuilder file =
        window(row(STEPS), "2000", "2000")
            .text(Tag.VOI_LUT_FUNCTION, "CS", "sigmoid")
            .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "monochrome2");

    assertThat(render(file)).containsExactly(5, 30, 128, 225, 250);
  }

  @Test
  void samplesOfADecoderAreClippedAndThoseOfCellsMasked() {
    PixelFormat unsigned = new PixelFormat(1, 4, 1, "MONOCHROME2", 1, 16, 10, 9, false);
    PixelFormat signed = new PixelFormat(1, 4, 1, "MONOCHROME2", 1, 16, 10, 9, true);
    short[] overshot = {0, 1023, 1024, 1100};
    short[] around = {-600, -5, 1019, 511};

    assertThat(unsigned.clipSamples(overshot)).isTrue();
    assertThat(overshot).containsExactly((short) 0, (short) 1023, (short) 1023, (short) 1023);
    assertThat(signed.clipSamples(around)).isTrue();
    assertThat(around).containsExactly((short) -512, (short) -5, (short) -5, (short) 511);
    assertThat(unsigned.extractSamples(new short[] {1024 + 7})).containsExactly((short) 7);
  }
}
