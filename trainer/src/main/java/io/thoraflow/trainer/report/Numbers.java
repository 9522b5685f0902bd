package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Interval;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private static final String NONE = "\u2013";

  private Numbers() {}

  /** Three decimals, or a dash for what is not a number. */
  static String figure(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : NONE;
  }

  /** Four decimals, for differences. */
  static String fine(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : NONE;
  }

  /** Four significant digits at least, for thresholds that may be small. */
  static String precise(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : NONE;
  }

  static String signed(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%+.3f", value) : NONE;
  }

  static String bounds(Interval interval) {
    return figure(interval.low()) + "\u2013" + figure(interval.high());
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : NONE;
  }

  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    return seconds < 3600
        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
        : "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60);
  }
}
