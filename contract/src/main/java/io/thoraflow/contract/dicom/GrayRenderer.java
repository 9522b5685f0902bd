package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.GrayImage;
import java.util.function.BiFunction;

/**
 * Scales one radiograph to the display range: modality LUT, VOI LUT or window, then the inversion
 * of MONOCHROME1, where the lowest value shows white (DICOM PS3.3 C.7.6.3.1.2), so that bone is
 * always bright. Padding stays out of the range and comes out black.
 */
final class GrayRenderer {
  private static final int STORED_VALUES = 0x10000;

  private GrayRenderer() {}

  static GrayImage render(StoredPixels stored, DataSet dataSet, PixelFormat format) {
    return render(stored, dataSet, format, (low, high) -> VoiTransform.of(dataSet, low, high));
  }

  /** By the range of the samples, whatever window or table the file has. */
  static GrayImage renderRange(StoredPixels stored, DataSet dataSet, PixelFormat format) {
    return render(stored, dataSet, format, VoiTransform::range);
  }

  private static GrayImage render(
      StoredPixels stored,
      DataSet dataSet,
      PixelFormat format,
      BiFunction<Double, Double, VoiTransform> voi) {
    byte[] grayLevels =
        grayLevels(
            stored,
            PixelPadding.of(dataSet, format),
            ModalityLut.of(dataSet, stored.signed()),
            voi,
            isInverted(dataSet, format));
    short[] samples = stored.samples();
    byte[] pixels = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      pixels[i] = grayLevels[samples[i] & 0xFFFF];
    }
    return new GrayImage(stored.columns(), stored.rows(), pixels);
  }

  /** Either of the two says that low values are bright; conforming files agree (C.8.11.3.1). */
  private static boolean isInverted(DataSet dataSet, PixelFormat format) {
    return format.photometricInterpretation().equals("MONOCHROME1")
        || dataSet.text(Tag.PRESENTATION_LUT_SHAPE).filter("INVERSE"::equalsIgnoreCase).isPresent();
  }

  /**
   * The whole path from stored value to gray level, once for each value that occurs.
   *
   * @return the gray level of each stored value, which indexes it as an unsigned 16-bit number
   */
  private static byte[] grayLevels(
      StoredPixels stored,
      PixelPadding padding,
      ModalityLut modality,
      BiFunction<Double, Double, VoiTransform> voiOfRange,
      boolean inverted) {
    byte[] grayLevels = new byte[STORED_VALUES];
    boolean[] present = present(stored);
    int offset = stored.signed() ? Short.MIN_VALUE : 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int value = offset; value < offset + STORED_VALUES; value++) {
      if (present[value & 0xFFFF] && !padding.contains(value)) {
        low = Math.min(low, modality.apply(value));
        high = Math.max(high, modality.apply(value));
      }
    }
    requireFinite(low, high);
    VoiTransform voi = voiOfRange.apply(low, high);
    for (int value = offset; value < offset + STORED_VALUES; value++) {
      if (present[value & 0xFFFF] && !padding.contains(value)) {
        double shown = voi.apply(modality.apply(value));
        grayLevels[value & 0xFFFF] = (byte) Math.round(255 * (inverted ? 1 - shown : shown));
      }
    }
    return grayLevels;
  }

  /** Nothing but padding leaves the limits where they began. */
  private static void requireFinite(double low, double high) {
    if (Double.isNaN(low) || Double.isNaN(high) || (low <= high && Double.isInfinite(high - low))) {
      throw Unsuitable.corrupt("the rescaled samples are not finite numbers");
    }
  }

  private static boolean[] present(StoredPixels stored) {
    boolean[] present = new boolean[STORED_VALUES];
    for (short sample : stored.samples()) {
      present[sample & 0xFFFF] = true;
    }
    return present;
  }
}
