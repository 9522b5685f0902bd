package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.GrayImage;

/**
 * Resizes by exact area averaging: each target pixel is the mean of the source area that it covers,
 * source pixels at its border counted by the fraction covered.
 *
 * <p>All weights are integers (a source row counts {@code targetHeight} units, a target row {@code
 * sourceHeight} units, so every overlap is whole), and so are all sums: the result does not depend
 * on the machine. An axis that grows is averaged by the same rule, so source pixels become blocks
 * with mixed borders; that is continuous at equal size and never overshoots.
 */
public final class AreaAverage {
  private AreaAverage() {}

  /**
   * Resizes an image, ignoring its aspect ratio.
   *
   * @return the image itself when it already has that size
   */
  public static GrayImage resize(GrayImage source, int width, int height) {
    if (source.width() == width && source.height() == height) {
      return source;
    }
    // Each target row first sums its source rows (the long loop, over neighbouring bytes), then
    // its columns.
    byte[] target = new byte[width * height];
    int[] columns = new int[source.width()];
    double scale = 1.0 / ((double) source.width() * source.height());
    for (int row = 0; row < height; row++) {
      sumRows(source, row, height, columns);
      averageColumns(columns, width, scale, target, row * width);
    }
    return new GrayImage(width, height, target);
  }

  /** Weighted sums of the source rows under one target row; at most 255 * source height each. */
  private static void sumRows(GrayImage source, int targetRow, int targetHeight, int[] sums) {
    long start = (long) targetRow * source.height();
    long end = start + source.height();
    int first = (int) (start / targetHeight);
    int last = (int) ((end - 1) / targetHeight);
    for (int row = first; row <= last; row++) {
      int weight =
          (int)
              (Math.min(end, (row + 1L) * targetHeight)
                  - Math.max(start, (long) row * targetHeight));
      addRow(source.pixels(), row * source.width(), weight, sums, row == first);
    }
  }

  private static void addRow(byte[] pixels, int offset, int weight, int[] sums, boolean replace) {
    if (replace) {
      for (int column = 0; column < sums.length; column++) {
        sums[column] = weight * (pixels[offset + column] & 0xff);
      }
    } else {
      for (int column = 0; column < sums.length; column++) {
        sums[column] += weight * (pixels[offset + column] & 0xff);
      }
    }
  }

  private static void averageColumns(
      int[] sums, int width, double scale, byte[] target, int offset) {
    int sourceWidth = sums.length;
    int column = 0;
    long unused = width; // units of the current source column that no target pixel has taken yet
    for (int x = 0; x < width; x++) {
      long needed = sourceWidth;
      long total = 0;
      while (needed >= unused) {
        total += unused * sums[column++];
        needed -= unused;
        unused = width;
        if (column == sourceWidth) {
          break;
        }
      }
      if (needed > 0) {
        total += needed * sums[column];
        unused -= needed;
      }
      target[offset + x] = (byte) (int) (total * scale + 0.5);
    }
  }
}
