package io.thoraflow.standalone.soak;

import java.util.Arrays;

/**
 * How a figure goes with another, robustly.
 *
 * @param level its median
 * @param slope the median slope of all pairs of points (Theil and Sen): a third of the points may
 *     be anything without moving it
 */
record Trend(double level, double slope) {

  /** NaN where there are not two points. */
  static Trend of(double[] x, double[] y) {
    double[] slopes = new double[x.length * (x.length - 1) / 2];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = i + 1; j < x.length; j++) {
        if (x[i] != x[j]) {
          slopes[count++] = (y[j] - y[i]) / (x[j] - x[i]);
        }
      }
    }
    return new Trend(median(y), median(Arrays.copyOf(slopes, count)));
  }

  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
