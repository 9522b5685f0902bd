package io.thoraflow.contract.dicom;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A decimal number as text (DICOM PS3.5 6.2, DS and IS), or what has one safe reading beside it: a
 * comma in place of the point, as writers in half of Europe have it, and a D before the exponent,
 * as Fortran has it. A comma never groups thousands in DICOM.
 *
 * @param value finite
 * @param repaired whether the text is none of the standard's
 */
record DecimalText(double value, boolean repaired) {
  private static final Pattern STANDARD =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern REPAIRABLE =
      Pattern.compile("[+-]?(\\d+[.,]?\\d*|[.,]\\d+)([eEdD][+-]?\\d+)?");

  /**
   * Reads a text without padding.
   *
   * @return empty for what is no finite number
   */
  static Optional<DecimalText> of(String text) {
    boolean standard = STANDARD.matcher(text).matches();
    if (!standard && !REPAIRABLE.matcher(text).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text.replace(',', '.').replace('d', 'e').replace('D', 'E'));
    return Double.isFinite(value)
        ? Optional.of(new DecimalText(value, !standard))
        : Optional.empty();
  }
}
