package io.thoraflow.trainer.evaluate;

import java.util.Arrays;

/**
 * A figure with a lower and an upper bound; who makes it says of which kind they are.
 *
 * @param value of all X-rays
 */
public record Interval(double value, double low, double high) {
  private static final double TAIL = 0.025;

  /** The percentile interval; draws that lack a class have no value and do not count. */
  static Interval of(double value, double[] draws) {
    double[] sorted = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(value, Double.NaN, Double.NaN);
    }
    return new Interval(value, quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
