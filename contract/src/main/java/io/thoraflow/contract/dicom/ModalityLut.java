package io.thoraflow.contract.dicom;

import java.util.Optional;

/** From stored samples to the modality's own unit (DICOM PS3.3 C.11.1). */
@FunctionalInterface
interface ModalityLut {
  double apply(int stored);

  /** The lookup table where there is one, else slope and intercept, 1 and 0 where absent. */
  static ModalityLut of(DataSet dataSet, boolean signed) {
    Optional<LookupTable> table = LookupTable.of(dataSet, Tag.MODALITY_LUT_SEQUENCE, signed);
    if (table.isPresent()) {
      return table.get()::get;
    }
    double slope = dataSet.decimal(Tag.RESCALE_SLOPE).orElse(1.0);
    double intercept = dataSet.decimal(Tag.RESCALE_INTERCEPT).orElse(0.0);
    if (slope == 0) {
      throw Unsuitable.corrupt("%s is zero".formatted(Tag.describe(Tag.RESCALE_SLOPE)));
    }
    return stored -> stored * slope + intercept;
  }
}
