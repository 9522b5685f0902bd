package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DicomReaderTest {
  private static final int COLUMNS = 24;
  private static final int ROWS = 17;
  private static final DicomReader READER =
      new DicomReader(
          DicomLimits.DEFAULT,
          (syntax, format, codestream) -> {
            throw new AssertionError("no foreign decoder is needed here");
          });

  /** All samples that the bits allow, in an order in which neighbours differ. */
  private static int[] samples(int bits) {
    return IntStream.range(0, COLUMNS * ROWS)
        .map(i -> i % 5 == 0 ? (1 << bits) - 1 - i % 7 : ((i * 2654435) >>> 3) & ((1 << bits) - 1))
        .toArray();
  }

  private static DicomBuilder radiograph(int bits) {
    return DicomBuilder.radiograph(COLUMNS, ROWS, bits, samples(bits));
  }

  private static int[] decode(DicomBuilder file) {
    StoredPixels stored = READER.read(file.build()).decode();
    assertThat(stored.columns()).isEqualTo(COLUMNS);
    assertThat(stored.rows()).isEqualTo(ROWS);
    return IntStream.range(0, COLUMNS * ROWS).map(stored::sample).toArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DicomBuilder.IMPLICIT_LITTLE_ENDIAN,
        DicomBuilder.EXPLICIT_LITTLE_ENDIAN,
        DicomBuilder.EXPLICIT_BIG_ENDIAN,
        DicomBuilder.DEFLATED
      })
  void uncompressedSamplesComeOutAsStored(String transferSyntax) {
    for (int bits : new int[] {8, 10, 12, 16}) {
      // Given
      DicomBuilder file = radiograph(bits).transferSyntax(transferSyntax);

      // When
      int[] decoded = decode(file);

      // Then
      assertThat(decoded).as("%d bits", bits).isEqualTo(samples(bits));
    }
  }

  @Test
  void eightBitSamplesInBigEndianWordsAreSwappedBack() {
    // Given
    int[] samples = samples(8);
    int[] words =
        IntStream.range(0, samples.length / 2)
            .map(i -> samples[2 * i + 1] << 8 | samples[2 * i])
            .toArray();
    DicomBuilder file =
        radiograph(8)
            .transferSyntax(DicomBuilder.EXPLICIT_BIG_ENDIAN)
            .words(Tag.PIXEL_DATA, "OW", words);

    // When
    int[] decoded = decode(file);

    // Then
    assertThat(decoded).isEqualTo(samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16})
  void rleFramesComeOutAsStored(int bits) {
    // Given
    byte[] frame = Codestreams.rle(bits > 8 ? 2 : 1, samples(bits));

    // When
    int[] decoded = decode(radiograph(bits).transferSyntax(DicomBuilder.RLE).fragments(frame));

    // Then
    assertThat(decoded).isEqualTo(samples(bits));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16})
  void losslessJpegComesOutAsStored(int bits) {
    // Given
    byte[] frame = Codestreams.losslessJpeg(COLUMNS, ROWS, bits, samples(bits));

    // When
    int[] decoded =
        decode(radiograph(bits).transferSyntax(DicomBuilder.JPEG_LOSSLESS).fragments(frame));

    // Then
    assertThat(decoded).isEqualTo(samples(bits));
  }

  @Test
  void oneFrameInSeveralFragmentsIsJoined() {
    // Given
    byte[] frame = Codestreams.losslessJpeg(COLUMNS, ROWS, 12, samples(12));
    int cut = frame.length / 4 * 2;
    byte[] first = Arrays.copyOfRange(frame, 0, cut);
    byte[] second = Arrays.copyOfRange(frame, cut, frame.length);

    // When
    int[] decoded =
        decode(radiograph(12).transferSyntax(DicomBuilder.JPEG_LOSSLESS).fragments(first, second));

    // Then
    assertThat(decoded).isEqualTo(samples(12));
  }

  @Test
  void baselineJpegStaysCloseToTheSamples() {
    // Given
    int[] smooth = IntStream.range(0, COLUMNS * ROWS).map(i -> 40 + i / 3).toArray();
    byte[] frame = Codestreams.jpeg(COLUMNS, ROWS, smooth);

    // When
    int[] decoded =
        decode(radiograph(8).transferSyntax(DicomBuilder.JPEG_BASELINE).fragments(frame));

    // Then
    int worst =
        IntStream.range(0, smooth.length)
            .map(i -> Math.abs(decoded[i] - smooth[i]))
            .max()
            .orElse(0);
    assertThat(worst).isBetween(0, 6);
  }

  /** Decoders complain of one thing alone, and then of nothing that follows. */
  @Test
  void anUnknownVersionOfJfifHidesNoDamage() {
    // Given
    byte[] frame = Codestreams.jpeg(COLUMNS, ROWS, samples(8));
    frame[new String(frame, StandardCharsets.ISO_8859_1).indexOf("JFIF") + 5] = (byte) 0xFF;
    byte[] damaged = Arrays.copyOf(frame, frame.length - 40);
    damaged[damaged.length - 2] = (byte) 0xFF;
    damaged[damaged.length - 1] = (byte) 0xD9;
    DicomBuilder file = radiograph(8).transferSyntax(DicomBuilder.JPEG_BASELINE);

    // When and Then
    assertThat(decode(file.fragments(frame))).isNotEmpty();
    byte[] content = file.fragments(damaged).build();
    assertThat(Refusals.rejection(content).reason()).isEqualTo(RejectionReason.CORRUPT);
  }

  @Test
  void signedSamplesKeepTheirSignAndLoseWhatLiesAboveBitsStored() {
    // Given: 12-bit two's complement below an overlay in the top four bits.
    int[] samples = IntStream.range(0, COLUMNS * ROWS).map(i -> i * 9 % 4096 - 2048).toArray();
    int[] cells = Arrays.stream(samples).map(sample -> (sample & 0xFFF) | 0xA000).toArray();
    DicomBuilder file =
        DicomBuilder.radiograph(COLUMNS, ROWS, 12, cells).uint16(Tag.PIXEL_REPRESENTATION, 1);

    // When
    int[] decoded = decode(file);

    // Then
    assertThat(decoded).isEqualTo(samples);
  }

  @Test
  void samplesInTheUpperBitsOfTheirCellsAreShiftedDown() {
    // Given
    int[] cells = Arrays.stream(samples(12)).map(sample -> (sample << 4) | 0x5).toArray();
    DicomBuilder file = DicomBuilder.radiograph(COLUMNS, ROWS, 12, cells).uint16(Tag.HIGH_BIT, 15);

    // When
    int[] decoded = decode(file);

    // Then
    assertThat(decoded).isEqualTo(samples(12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DicomBuilder.IMPLICIT_LITTLE_ENDIAN,
        DicomBuilder.EXPLICIT_LITTLE_ENDIAN,
        DicomBuilder.EXPLICIT_BIG_ENDIAN
      })
  void aBareDataSetIsRecognizedAndRead(String transferSyntax) {
    // Given
    DicomBuilder file = radiograph(12).transferSyntax(transferSyntax).withoutMeta();

    // When
    boolean recognized = DicomReader.recognizes(file.build());
    int[] decoded = decode(file);

    // Then
    assertThat(recognized).isTrue();
    assertThat(decoded).isEqualTo(samples(12));
    assertThat(READER.read(file.build()).facts().transferSyntaxUid()).isEqualTo(transferSyntax);
  }

  @Test
  void metaInformationWithoutPreambleIsEnough() {
    // Given
    DicomBuilder file = radiograph(12).withoutPreamble();

    // When
    int[] decoded = decode(file);

    // Then
    assertThat(DicomReader.recognizes(file.build())).isTrue();
    assertThat(decoded).isEqualTo(samples(12));
  }

  @Test
  void otherFilesAreNotTakenForDicom() {
    // Given
    byte[] jpeg = Codestreams.jpeg(COLUMNS, ROWS, samples(8));
    byte[] text = "Dear colleague, the images follow by mail.".getBytes(StandardCharsets.US_ASCII);

    // When and Then
    assertThat(DicomReader.recognizes(jpeg)).isFalse();
    assertThat(DicomReader.recognizes(text)).isFalse();
    assertThat(DicomReader.recognizes(new byte[4096])).isFalse();
    assertThat(DicomReader.recognizes(new byte[0])).isFalse();
  }

  @Test
  void theHeaderIsReadWithoutThePixels() {
    // Given: compressed pixel data that no decoder would accept.
    byte[] file =
        radiograph(12).transferSyntax(DicomBuilder.JPEG_2000).fragments(new byte[] {1, 2}).build();

    // When
    DicomInstance instance = READER.read(file);

    // Then
    assertThat(instance.facts())
        .isEqualTo(
            new DicomFacts(
                Optional.of("DX"),
                Optional.of("CHEST"),
                Optional.of("PA"),
                "MONOCHROME2",
                DicomBuilder.JPEG_2000,
                ROWS,
                COLUMNS,
                12,
                List.of()));
    assertThat(instance.identifiers())
        .isEqualTo(
            new DicomIdentifiers(
                Optional.of(PatientKey.typed("PATIENT-7", Optional.empty())),
                Optional.of("2.25.1002"),
                Optional.of("2.25.1001")));
  }

  @Test
  void aPatientIdIsReadInItsOwnCharacterSet() {
    // Given
    byte[] file =
        radiograph(8)
            .text(Tag.SPECIFIC_CHARACTER_SET, "CS", "ISO_IR 192")
            .bytes(Tag.PATIENT_ID, "LO", "Ä-42".getBytes(StandardCharsets.UTF_8))
            .build();

    // When
    DicomIdentifiers identifiers = READER.read(file).identifiers();

    // Then
    assertThat(identifiers.patient().map(PatientKey::id)).contains("Ä-42");
  }

  @Test
  void absentAttributesAreEmptyAndMalformedCodesCountAsAbsent() {
    // Given
    byte[] file =
        radiograph(8)
            .without(Tag.MODALITY)
            .text(Tag.BODY_PART_EXAMINED, "CS", "  ")
            .text(Tag.VIEW_POSITION, "CS", "p~a")
            .without(Tag.PATIENT_ID)
            .build();

    // When
    DicomInstance instance = READER.read(file);

    // Then
    assertThat(instance.facts().modality()).isEmpty();
    assertThat(instance.facts().bodyPart()).isEmpty();
    assertThat(instance.facts().viewPosition()).isEmpty();
    assertThat(instance.identifiers().patient()).isEmpty();
  }

  @Test
  void privateElementsUnknownSequencesAndTrailingPaddingAreSteppedOver() {
    // Given
    DicomBuilder nested = DicomBuilder.empty().text(0x0009_1001, "LO", "inside");
    DicomBuilder file =
        radiograph(12)
            .sequence(0x0009_1002, DicomBuilder.empty().sequence(0x0009_1003, nested))
            .sequenceOfDefinedLength(0x0009_1004, nested)
            .bytes(0x0009_1005, "UN", new byte[40])
            .bytes(0x0009_1006, "??", new byte[6])
            .bytes(0xFFFC_FFFC, "OB", new byte[16]);

    // When
    int[] decoded = decode(file);

    // Then
    assertThat(decoded).isEqualTo(samples(12));
  }
}
