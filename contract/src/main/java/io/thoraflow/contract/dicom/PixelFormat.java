package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.ReadingNote;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The image pixel description (DICOM PS3.3 C.7.6.3, PS3.5 8.1).
 *
 * @param rows height
 * @param columns width
 * @param samplesPerPixel 1 for gray
 * @param photometricInterpretation such as {@code MONOCHROME2}
 * @param frames Number of Frames, 1 where absent; 0, which cannot be meant, leaves it to the pixel
 *     data
 * @param bitsAllocated size of a cell
 * @param bitsStored bits of the cell that hold the sample
 * @param highBit the sample's most significant bit, counted from 0
 * @param signed whether samples are two's complement
 */
public record PixelFormat(
    int rows,
    int columns,
    int samplesPerPixel,
    String photometricInterpretation,
    int frames,
    int bitsAllocated,
    int bitsStored,
    int highBit,
    boolean signed) {
  private static final Set<String> GRAY = Set.of("MONOCHROME1", "MONOCHROME2");
  private static final Set<String> COLOR =
      Set.of(
          "RGB",
          "YBR_FULL",
          "YBR_FULL_422",
          "YBR_PARTIAL_422",
          "YBR_PARTIAL_420",
          "YBR_ICT",
          "YBR_RCT",
          "HSV",
          "ARGB",
          "CMYK",
          "XYB");

  static PixelFormat of(DataSet dataSet) {
    int bitsAllocated = required(dataSet, Tag.BITS_ALLOCATED);
    int bitsStored = dataSet.uint16(Tag.BITS_STORED).orElse(bitsAllocated);
    return new PixelFormat(
        required(dataSet, Tag.ROWS),
        required(dataSet, Tag.COLUMNS),
        dataSet.uint16(Tag.SAMPLES_PER_PIXEL).orElse(1),
        dataSet
            .text(Tag.PHOTOMETRIC_INTERPRETATION)
            .map(text -> text.toUpperCase(Locale.ROOT))
            .filter(text -> text.matches("[A-Z0-9_ ]{1,16}"))
            .orElseThrow(() -> missing(Tag.PHOTOMETRIC_INTERPRETATION)),
        frames(dataSet),
        bitsAllocated,
        bitsStored,
        dataSet.uint16(Tag.HIGH_BIT).orElse(bitsStored - 1),
        dataSet.uint16(Tag.PIXEL_REPRESENTATION).orElse(0) == 1);
  }

  private static int required(DataSet dataSet, int tag) {
    OptionalInt value = dataSet.uint16(tag);
    if (value.isEmpty() || value.getAsInt() == 0) {
      throw missing(tag);
    }
    return value.getAsInt();
  }

  private static UnsuitableImageException missing(int tag) {
    return Unsuitable.corrupt("%s is absent, zero or malformed".formatted(Tag.describe(tag)));
  }

  private static int frames(DataSet dataSet) {
    double frames = dataSet.decimal(Tag.NUMBER_OF_FRAMES).orElse(1.0);
    if (frames == 0) {
      dataSet.note(ReadingNote.NUMBER_REPAIRED);
      return 0;
    }
    if (frames < 1 || frames > Integer.MAX_VALUE || frames != Math.rint(frames)) {
      throw Unsuitable.corrupt(
          "%s is not a number of frames".formatted(Tag.describe(Tag.NUMBER_OF_FRAMES)));
    }
    return (int) frames;
  }

  /** Refuses all but one gray frame of 2 to 16 bits a sample, before anything is allocated. */
  void requireSingleGrayFrame(long maxPixels) {
    if (frames > 1) {
      throw unsuitable(
          RejectionReason.MULTI_FRAME, "%d frames; a radiograph has one".formatted(frames));
    }
    requireGray();
    if ((bitsAllocated != 8 && bitsAllocated != 16) || bitsStored < 2) {
      throw unsuitable(
          RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
          "%d bits stored in %d; supported are 2 to 16 bits stored in 8 or 16"
              .formatted(bitsStored, bitsAllocated));
    }
    if (highBit >= bitsAllocated || bitsStored > highBit + 1) {
      throw Unsuitable.corrupt(
          "%d bits stored below high bit %d do not fit into %d bits allocated"
              .formatted(bitsStored, highBit, bitsAllocated));
    }
    if (pixels() > maxPixels) {
      throw unsuitable(
          RejectionReason.TOO_MANY_PIXELS,
          "%d x %d pixels; at most %d pixels are read".formatted(columns, rows, maxPixels));
    }
  }

  private void requireGray() {
    if (photometricInterpretation.equals("PALETTE COLOR")) {
      throw unsuitable(
          RejectionReason.PALETTE_COLOR, "a palette color image; radiographs are gray");
    }
    if (COLOR.contains(photometricInterpretation)) {
      throw unsuitable(
          RejectionReason.COLOR,
          "a color image (%s); radiographs are MONOCHROME1 or MONOCHROME2"
              .formatted(photometricInterpretation));
    }
    if (!GRAY.contains(photometricInterpretation) || samplesPerPixel != 1) {
      throw unsuitable(
          RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
          "photometric interpretation %s with %d samples a pixel; supported are MONOCHROME1 and MONOCHROME2 with one"
              .formatted(
                  // Whatever else stands there is not repeated: it may be a name.
                  GRAY.contains(photometricInterpretation)
                      ? photometricInterpretation
                      : "outside of the standard",
                  samplesPerPixel));
    }
  }

  private static UnsuitableImageException unsuitable(RejectionReason reason, String detail) {
    return new UnsuitableImageException(reason, detail);
  }

  long pixels() {
    return (long) rows * columns;
  }

  int bytesPerSample() {
    return bitsAllocated / 8;
  }

  /**
   * Takes the samples out of their cells, in place: bits outside Bits Stored, where old files keep
   * overlays, go; signed samples get their sign.
   *
   * @param cells raw cells, Bits Allocated wide
   * @return the same array; unsigned samples as unsigned 16-bit values
   */
  short[] extractSamples(short[] cells) {
    int shift = highBit + 1 - bitsStored;
    int unused = 32 - bitsStored;
    for (int i = 0; i < cells.length; i++) {
      int aligned = (cells[i] & 0xFFFF) >>> shift << unused;
      cells[i] = (short) (signed ? aligned >> unused : aligned >>> unused);
    }
    return cells;
  }

  /**
   * As a codestream has it, whose decoder would mask what exceeds Bits Stored.
   *
   * @param precision its bits a sample
   */
  PixelFormat withPrecision(int precision) {
    return precision <= bitsStored
        ? this
        : new PixelFormat(
            rows,
            columns,
            samplesPerPixel,
            photometricInterpretation,
            frames,
            bitsAllocated,
            precision,
            precision - 1,
            signed);
  }

  /**
   * Takes the samples of a lossy decoder, in place. It may overshoot the range of Bits Stored: such
   * a sample counts as the nearest that fits, where masking would turn white into black.
   *
   * @param decoded samples, unsigned or with their sign
   * @return whether any did not fit
   */
  boolean clipSamples(short[] decoded) {
    int range = 1 << bitsStored;
    int low = signed ? -range / 2 : 0;
    int high = low + range - 1;
    boolean clipped = false;
    for (int i = 0; i < decoded.length; i++) {
      int sample = signed ? decoded[i] : decoded[i] & 0xFFFF;
      if (signed && sample > high && sample < range) {
        sample -= range; // Its sign is that of Bits Stored, not of the cell.
      }
      clipped |= sample < low || sample > high;
      decoded[i] = (short) Math.max(low, Math.min(high, sample));
    }
    return clipped;
  }
}
