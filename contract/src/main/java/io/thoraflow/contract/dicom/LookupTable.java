package io.thoraflow.contract.dicom;

import java.util.Optional;

/**
 * A lookup table of a Modality LUT or VOI LUT Sequence (DICOM PS3.3 C.11.1.1, C.11.2.1.1).
 *
 * <p>Values below the first mapped one take the first entry, values beyond the table the last.
 */
final class LookupTable {
  private final int firstMapped;
  private final int bits;
  private final int[] entries;

  private LookupTable(int firstMapped, int bits, int[] entries) {
    this.firstMapped = firstMapped;
    this.bits = bits;
    this.entries = entries;
  }

  /**
   * The table in the first item of a sequence.
   *
   * @param signedInput whether the values that it maps are signed, where the encoding leaves it
   *     open
   */
  static Optional<LookupTable> of(DataSet dataSet, int sequence, boolean signedInput) {
    return dataSet.firstItem(sequence).map(item -> of(item, signedInput));
  }

  private static LookupTable of(DataSet item, boolean signedInput) {
    Element descriptor = required(item, Tag.LUT_DESCRIPTOR);
    int count = item.word(descriptor, 0) == 0 ? 0x10000 : item.word(descriptor, 0);
    int first = item.word(descriptor, 1);
    int bits = item.word(descriptor, 2);
    if (bits < 1 || bits > 16) {
      throw Unsuitable.corrupt(
          "%s gives its entries %d bits; 8 to 16 are allowed"
              .formatted(Tag.describe(Tag.LUT_DESCRIPTOR), bits));
    }
    return new LookupTable(
        DataSet.isSigned(descriptor, signedInput) ? (short) first : first,
        bits,
        entries(item, required(item, Tag.LUT_DATA), count, bits));
  }

  private static Element required(DataSet item, int tag) {
    return item.element(tag)
        .filter(element -> !element.isUndefinedLength())
        .orElseThrow(() -> Unsuitable.corrupt("a lookup table has no " + Tag.describe(tag)));
  }

  /** Entries of 8 bits may share a word; the first is in its low byte. */
  private static int[] entries(DataSet item, Element data, int count, int bits) {
    boolean packed = bits <= 8 && data.length() < 2 * count;
    int words = packed ? (count + 1) / 2 : count;
    item.word(data, words - 1);
    int largest = (1 << bits) - 1;
    int[] entries = new int[count];
    for (int i = 0; i < count; i++) {
      int value =
          packed ? item.word(data, i / 2) >>> (i % 2 == 0 ? 0 : 8) & 0xFF : item.word(data, i);
      entries[i] = Math.min(value, largest);
    }
    return entries;
  }

  /** The entry for a value. */
  int get(double value) {
    double index = Math.rint(value) - firstMapped;
    return entries[(int) Math.max(0, Math.min(entries.length - 1, index))];
  }

  /** The largest value an entry can have. */
  int largest() {
    return (1 << bits) - 1;
  }
}
