package io.thoraflow.trainer.report;

/**
 * A Grad-CAM heat map laid over an X-ray: bilinear between the centres of its cells, the more
 * opaque the hotter, so that what the model did not look at stays gray.
 */
final class HeatOverlay {
  static final int CELLS = 7;

  private static final double MOST_OPAQUE = 0.6;

  /** From dark red over orange to pale yellow; grows brighter, so that it also prints in gray. */
  private static final int[][] COLORS = {
    {120, 28, 109}, {187, 55, 84}, {237, 105, 37}, {252, 175, 25}, {252, 255, 164}
  };

  private final float[] heatmap;
  private final double cellsPerPixel;

  /**
   * @param heatmap {@code [7 * 7]} from 0 to 1, row by row
   * @param side of the X-ray in pixels
   */
  HeatOverlay(float[] heatmap, int side) {
    if (heatmap.length != CELLS * CELLS) {
      throw new IllegalArgumentException(
          "a heat map must have %d values, but has %d".formatted(CELLS * CELLS, heatmap.length));
    }
    this.heatmap = heatmap;
    this.cellsPerPixel = CELLS / (double) side;
  }

  /**
   * @param gray 0 to 255
   * @return red, green and blue
   */
  int over(int gray, int x, int y) {
    double heat = at(x, y);
    double opacity = MOST_OPAQUE * heat;
    int rgb = 0;
    for (int channel = 0; channel < 3; channel++) {
      double mixed = gray + opacity * (color(heat, channel) - gray);
      rgb = rgb << 8 | (int) Math.round(mixed);
    }
    return rgb;
  }

  /** From 0 to 1. */
  double at(int x, int y) {
    double row = position(y);
    double column = position(x);
    int top = (int) row;
    int left = (int) column;
    double upper = between(cell(top, left), cell(top, left + 1), column - left);
    double lower = between(cell(top + 1, left), cell(top + 1, left + 1), column - left);
    double heat = between(upper, lower, row - top);
    return heat >= 0 ? Math.min(1, heat) : 0;
  }

  /** Of a pixel's centre, in cells from the centre of the first. */
  private double position(int pixel) {
    double position = (pixel + 0.5) * cellsPerPixel - 0.5;
    return Math.max(0, Math.min(CELLS - 1, position));
  }

  private double cell(int row, int column) {
    return heatmap[Math.min(CELLS - 1, row) * CELLS + Math.min(CELLS - 1, column)];
  }

  private static double color(double heat, int channel) {
    double position = heat * (COLORS.length - 1);
    int below = Math.min(COLORS.length - 2, (int) position);
    return between(COLORS[below][channel], COLORS[below + 1][channel], position - below);
  }

  private static double between(double from, double to, double share) {
    return from + share * (to - from);
  }
}
