package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.ReadingNote;
import java.util.Arrays;
import java.util.Optional;

/**
 * A lookup table of a Modality LUT or VOI LUT Sequence (DICOM PS3.3 C.11.1.1, C.11.2.1.1).
 *
 * <p>Values below the first mapped one take the first entry, values beyond the table the last.
 */
final class LookupTable {
  /** That devices have. */
  private static final int[] DEPTHS = {8, 10, 12, 14};

  private final int firstMapped;
  private final int declaredBits;
  private final int bits;
  private final int[] entries;

  private LookupTable(int firstMapped, int declaredBits, int bits, int[] entries) {
    this.firstMapped = firstMapped;
    this.declaredBits = declaredBits;
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
    Optional<LookupTable> table = dataSet.firstItem(sequence).map(item -> of(item, signedInput));
    if (table.isPresent() && table.get().bits != table.get().declaredBits) {
      dataSet.note(ReadingNote.LUT_BITS_BY_ENTRIES);
    }
    return table;
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
    int[] words = new int[dataWords(data, count(item, descriptor))];
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

  private static int dataWords(Element data, int count) {
    return isPacked(data, count) ? (count + 1) / 2 : count;
  }

  /**
   * Entries of 8 bits may share a word, whatever depth is declared. With more bytes than that
   * takes, these are words cut short.
   */
  private static boolean isPacked(Element data, int count) {
    return data.length() < 2 * count && data.length() <= count + 1;
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
    int[] entries = entries(item, required(item, Tag.LUT_DATA), count);
    boolean signed = signedInput || DataSet.isSigned(descriptor, false);
    return new LookupTable(signed ? (short) first : first, bits, depth(entries, bits), entries);
  }

  private static Element required(DataSet item, int tag) {
    return item.element(tag)
        .filter(element -> !element.isUndefinedLength())
        .orElseThrow(() -> Unsuitable.corrupt("a lookup table has no " + Tag.describe(tag)));
  }

  /** Of entries that share a word, the first is in its low byte. */
  private static int[] entries(DataSet item, Element data, int count) {
    boolean packed = isPacked(data, count);
    item.word(data, dataWords(data, count) - 1);
    int[] entries = new int[count];
    for (int i = 0; i < count; i++) {
      int value =
          packed ? item.word(data, i / 2) >>> (i % 2 == 0 ? 0 : 8) & 0xFF : item.word(data, i);
      entries[i] = value;
    }
    return entries;
  }

  /**
   * The depth that the entries have. Some writers declare 16 bits for entries of 12, which would
   * come out almost black, or too few, which would all be white.
   */
  private static int depth(int[] entries, int declared) {
    int largest = Arrays.stream(entries).max().orElse(0);
    if (largest > (1 << declared) - 1) {
      return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    }
    for (int depth : DEPTHS) {
      if (depth < declared && largest <= (1 << depth) - 1) {
        return depth;
      }
    }
    return declared;
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
