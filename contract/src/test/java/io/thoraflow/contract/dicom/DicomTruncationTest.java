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
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that ends too early: it may still be coming, or be lost. */
class DicomTruncationTest {
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
}
