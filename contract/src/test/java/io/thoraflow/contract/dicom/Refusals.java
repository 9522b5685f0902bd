package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.stream.IntStream;

/** A small radiograph to spoil, and how the reader refuses it. */
final class Refusals {
  static final int COLUMNS = 16;
  static final int ROWS = 12;
  static final int[] SAMPLES = IntStream.range(0, COLUMNS * ROWS).toArray();
  private static final DicomReader READER = readerWith(DicomLimits.DEFAULT);

  private Refusals() {}

  static DicomReader readerWith(DicomLimits limits) {
    return new DicomReader(
        limits,
        (syntax, format, codestream) -> {
          throw new AssertionError("the codestream must not reach a decoder");
        });
  }

  static DicomBuilder radiograph() {
    return DicomBuilder.radiograph(COLUMNS, ROWS, 12, SAMPLES);
  }

  static UnsuitableImageException rejection(byte[] file) {
    return rejection(READER, file);
  }

  static UnsuitableImageException rejection(DicomReader reader, byte[] file) {
    UnsuitableImageException rejection =
        catchThrowableOfType(UnsuitableImageException.class, () -> reader.read(file).render());
    assertThat(rejection).as("the rejection").isNotNull();
    assertThat(rejection).hasMessageNotContainingAny("Doe", "PATIENT-7");
    return rejection;
  }

  static RejectionReason reason(DicomBuilder file) {
    return rejection(file.build()).reason();
  }
}
