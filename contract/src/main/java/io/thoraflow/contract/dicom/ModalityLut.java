package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.ReadingNote;
import java.util.Optional;

/** From stored samples to the modality's own unit (DICOM PS3.3 C.11.1). */
@FunctionalInterface
interface ModalityLut {
  double apply(int stored);

  /**
   * The lookup table where there is one, else slope and intercept, 1 and 0 where absent. The table
   * of angiography and fluoroscopy tells of exposure, and is not for display (C.8.7.1.1.2).
   */
  static ModalityLut of(DataSet dataSet, boolean signed) {
    if (dataSet.element(Tag.MODALITY_LUT_SEQUENCE).isPresent()
        && !ImagePurpose.isFluoroscopy(dataSet)) {
      Optional<LookupTable> table = LookupTable.of(dataSet, Tag.MODALITY_LUT_SEQUENCE, signed);
      if (table.isPresent()) {
        return table.get()::get;
      }
    }
    double slope = slope(dataSet);
    double intercept = dataSet.decimal(Tag.RESCALE_INTERCEPT).orElse(0.0);
    return stored -> stored * slope + intercept;
  }

  /** Zero would make all samples one, which nobody means: it counts as absent. */
  private static double slope(DataSet dataSet) {
    double slope = dataSet.decimal(Tag.RESCALE_SLOPE).orElse(1.0);
    if (slope == 0) {
      dataSet.note(ReadingNote.NUMBER_REPAIRED);
      return 1;
    }
    return slope;
  }
}
