package io.thoraflow.contract.dicom;

import java.util.OptionalInt;

/**
 * The stored values that fill what the detector did not see (DICOM PS3.3 C.7.5.1.1.2).
 *
 * @param low smallest padding value
 * @param high largest padding value; below {@code low} where there is no padding
 */
record PixelPadding(int low, int high) {
  private static final PixelPadding NONE = new PixelPadding(0, -1);

  static PixelPadding of(DataSet dataSet, boolean signed) {
    OptionalInt value = dataSet.int16(Tag.PIXEL_PADDING_VALUE, signed);
    if (value.isEmpty()) {
      return NONE;
    }
    int first = value.getAsInt();
    int second = dataSet.int16(Tag.PIXEL_PADDING_RANGE_LIMIT, signed).orElse(first);
    return new PixelPadding(Math.min(first, second), Math.max(first, second));
  }

  boolean contains(int stored) {
    return stored >= low && stored <= high;
  }
}
