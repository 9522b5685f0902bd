package io.thoraflow.contract.dicom;

import static io.thoraflow.contract.dicom.Refusals.COLUMNS;
import static io.thoraflow.contract.dicom.Refusals.ROWS;
import static io.thoraflow.contract.dicom.Refusals.SAMPLES;
import static io.thoraflow.contract.dicom.Refusals.radiograph;
import static io.thoraflow.contract.dicom.Refusals.readerWith;
import static io.thoraflow.contract.dicom.Refusals.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files that claim, or unfold to, far more than they hold. */
class DicomBombTest {
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
}
