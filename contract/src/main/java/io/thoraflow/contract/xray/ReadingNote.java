package io.thoraflow.contract.xray;

import java.util.Locale;

/**
 * What was odd about a file and did not hinder its reading: the X-ray's row tells it. The codes are
 * stable.
 */
public enum ReadingNote {
  /** A number was malformed, or one that cannot be meant, and was read in its one safe way. */
  NUMBER_REPAIRED,
  /** The file's own window or lookup table shows nothing: the range of the samples was shown. */
  WINDOW_WITHOUT_CONTENT,
  /** A lookup table's entries have another depth than it declares: the entries decided. */
  LUT_BITS_BY_ENTRIES,
  /** A padding value was written with another sign than the samples have: the samples decided. */
  PADDING_BY_SAMPLES,
  /** A lossy decoder gave samples beyond Bits Stored: they count as the nearest that fits. */
  SAMPLES_CLIPPED,
  /** The basic offset table lists more frames than there are. */
  OFFSETS_IGNORED;

  /** {@code NUMBER_REPAIRED} as {@code number_repaired}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
