package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.ReadingNote;
import java.util.OptionalInt;

/**
 * The stored values that fill what the detector did not see (DICOM PS3.3 C.7.5.1.1.2). They are as
 * signed as the samples, whatever their own VR says: Pixel Representation decides.
 *
 * @param low smallest padding value
 * @param high largest padding value; below {@code low} where there is no padding
 */
record PixelPadding(int low, int high) {
  private static final PixelPadding NONE = new PixelPadding(0, -1);

  static PixelPadding of(DataSet dataSet, PixelFormat format) {
    OptionalInt value = value(dataSet, Tag.PIXEL_PADDING_VALUE, format);
    if (value.isEmpty()) {
      return NONE;
    }
    int first = value.getAsInt();
    int second = value(dataSet, Tag.PIXEL_PADDING_RANGE_LIMIT, format).orElse(first);
    return new PixelPadding(Math.min(first, second), Math.max(first, second));
  }

  private static OptionalInt value(DataSet dataSet, int tag, PixelFormat format) {
    OptionalInt declared = dataSet.int16(tag, format.signed());
    if (declared.isEmpty()) {
      return declared;
    }
    int value = asSample(declared.getAsInt(), format);
    if (value != declared.getAsInt()) {
      dataSet.note(ReadingNote.PADDING_BY_SAMPLES);
    }
    return OptionalInt.of(value);
  }

  /** Some write a negative value in the bits stored alone, as it lies in the cell. */
  private static int asSample(int value, PixelFormat format) {
    if (!format.signed()) {
      return value & 0xFFFF;
    }
    int word = (short) value;
    int range = 1 << format.bitsStored();
    return word >= range / 2 && word < range ? word - range : word;
  }

  boolean contains(int stored) {
    return stored >= low && stored <= high;
  }
}
