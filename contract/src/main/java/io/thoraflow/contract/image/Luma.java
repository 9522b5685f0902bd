package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/**
 * Color to gray, for radiographs that were saved as color files.
 *
 * <p>Gray is the luma of ITU-R BT.601, as in JPEG's Y channel and in Pillow's {@code convert("L")},
 * whose fixed-point arithmetic this is. For pixels with R = G = B it is that value.
 *
 * <p>Counts colored pixels on the way: a radiograph has few (a stamp, an arrow), while a photograph
 * is no radiograph and must not be diagnosed.
 */
final class Luma {
  /** Chroma (Cb, Cr) off neutral by more than this is visible color, not JPEG noise. */
  private static final int NEUTRAL = 16;

  /** Largest accepted share of colored pixels. In real radiographs saved as color: 0.0009. */
  private static final double MAX_COLORED_SHARE = 0.1;

  private final byte[] gray;
  private int count;
  private int colored;

  Luma(int pixels) {
    gray = new byte[pixels];
  }

  /** Appends a pixel given as red, green and blue, 0 to 255. */
  void addRgb(int red, int green, int blue) {
    int luma = (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
    // Cb = (B - Y) / 1.772, Cr = (R - Y) / 1.402 (BT.601).
    add(luma, (blue - luma) * 0.564, (red - luma) * 0.713);
  }

  /** Appends a pixel given as Y, Cb and Cr, 0 to 255. */
  void addYcc(int luma, int cb, int cr) {
    add(luma, cb - 128.0, cr - 128.0);
  }

  private void add(int luma, double cb, double cr) {
    gray[count++] = (byte) luma;
    if (Math.abs(cb) > NEUTRAL || Math.abs(cr) > NEUTRAL) {
      colored++;
    }
  }

  /**
   * The gray levels of all pixels added.
   *
   * @throws UnsuitableImageException COLOR when too many are colored
   */
  byte[] pixels() {
    double share = (double) colored / count;
    if (share > MAX_COLORED_SHARE) {
      throw new UnsuitableImageException(
          RejectionReason.COLOR,
          "%.0f %% of the pixels are colored; a radiograph has at most %.0f %%"
              .formatted(100 * share, 100 * MAX_COLORED_SHARE));
    }
    return gray;
  }
}
