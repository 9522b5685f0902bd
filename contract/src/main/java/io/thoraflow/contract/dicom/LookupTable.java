package io.thoraflow.contract.dicom;

import java.util.Arrays;
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

  /**
   * Writes the table of an item anew: descriptor and entries, without explanations.
   *
   * @param typed whether the item needs Modality LUT Type, which becomes unspecified
   */
  static void copy(DataSet item, DicomWriter to, boolean typed) {
    Element descriptor = required(item, Tag.LUT_DESCRIPTOR);
    Element data = required(item, Tag.LUT_DATA);
    int[] format = {item.word(descriptor, 0), item.word(descriptor, 1), item.word(descriptor, 2)};
    int[] words = new int[dataWords(data, count(item, descriptor), format[2])];
    Arrays.setAll(words, i -> item.word(data, i));
    to.words(Tag.LUT_DESCRIPTOR, ElementCopies.wordVr(descriptor), format);
    if (typed) {
      to.text(Tag.MODALITY_LUT_TYPE, "LO", "US");
    }
    to.words(Tag.LUT_DATA, "OW", words);
  }

  private static int count(DataSet item, Element descriptor) {
    return item.word(descriptor, 0) == 0 ? 0x10000 : item.word(descriptor, 0);
  }

  private static int dataWords(Element data, int count, int bits) {
    return isPacked(data, count, bits) ? (count + 1) / 2 : count;
  }

  /** Entries of 8 bits may share a word. */
  private static boolean isPacked(Element data, int count, int bits) {
    return bits <= 8 && data.length() < 2 * count;
  }

  private static LookupTable of(DataSet item, boolean signedInput) {
    Element descriptor = required(item, Tag.LUT_DESCRIPTOR);
    int count = count(item, descriptor);
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

  /** Of entries that share a word, the first is in its low byte. */
  private static int[] entries(DataSet item, Element data, int count, int bits) {
    boolean packed = isPacked(data, count, bits);
    item.word(data, dataWords(data, count, bits) - 1);
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
