package io.thoraflow.contract.dicom;

import java.util.Locale;
import java.util.Optional;

/** From the modality's unit to what is shown (DICOM PS3.3 C.11.2). */
@FunctionalInterface
interface VoiTransform {
  /**
   * How bright a value shows.
   *
   * @return 0 (darkest) to 1
   */
  double apply(double value);

  /**
   * The file's VOI lookup table, else its window, the first of each; else the whole range.
   *
   * <p>A window whose width is not positive says nothing and counts as absent.
   *
   * @param low smallest value in the image
   * @param high largest value in the image
   */
  static VoiTransform of(DataSet dataSet, double low, double high) {
    Optional<LookupTable> table = LookupTable.of(dataSet, Tag.VOI_LUT_SEQUENCE, low < 0);
    if (table.isPresent()) {
      LookupTable lut = table.get();
      return value -> lut.get(value) / (double) lut.largest();
    }
    Optional<Double> center = dataSet.decimal(Tag.WINDOW_CENTER);
    double width = dataSet.decimal(Tag.WINDOW_WIDTH).orElse(0.0);
    if (center.isEmpty() || width <= 0) {
      return range(low, high);
    }
    return window(function(dataSet), center.get(), width);
  }

  private static String function(DataSet dataSet) {
    return dataSet
        .text(Tag.VOI_LUT_FUNCTION)
        .map(text -> text.toUpperCase(Locale.ROOT))
        .orElse("LINEAR");
  }

  /** The three functions of PS3.3 C.11.2.1.2 and C.11.2.1.3; LINEAR where none is named. */
  private static VoiTransform window(String function, double center, double width) {
    return switch (function) {
      case "LINEAR_EXACT" -> value -> clip((value - center) / width + 0.5);
      case "SIGMOID" -> value -> 1 / (1 + Math.exp(-4 * (value - center) / width));
      default -> linear(center - 0.5, width - 1);
    };
  }

  /** A width of 1 or less is a threshold: values above the centre less one half are white. */
  private static VoiTransform linear(double center, double span) {
    return span <= 0
        ? value -> value > center ? 1 : 0
        : value -> clip((value - center) / span + 0.5);
  }

  /** The whole range, from black to white. */
  static VoiTransform range(double low, double high) {
    return high > low ? value -> clip((value - low) / (high - low)) : value -> 0;
  }

  private static double clip(double fraction) {
    return Math.max(0, Math.min(1, fraction));
  }
}
