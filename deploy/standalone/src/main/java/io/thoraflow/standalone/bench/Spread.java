package io.thoraflow.standalone.bench;

import java.util.Collection;
import java.util.Locale;

/** Several measurements of one thing, ascending. */
final class Spread {
  private final double[] sorted;

  private Spread(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @throws IllegalArgumentException if there are none
   */
  static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one measurement");
    }
    return new Spread(values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  double mean() {
    double sum = 0;
    for (double value : sorted) {
      sum += value;
    }
    return sum / sorted.length;
  }

  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The smallest value that is not below that share of all (nearest rank).
   *
   * @param percent above 0, at most 100
   */
  double percentile(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }

  double min() {
    return sorted[0];
  }

  double max() {
    return sorted[sorted.length - 1];
  }

  /** Mean, and smallest to largest where there are several. */
  String text(String unit) {
    return sorted.length == 1
        ? String.format(Locale.ROOT, "%.1f %s", mean(), unit)
        : String.format(Locale.ROOT, "%.1f %s (%.1f to %.1f)", mean(), unit, min(), max());
  }
}
