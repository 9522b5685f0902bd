package io.thoraflow.trainer.evaluate;

import java.util.Arrays;

/**
 * Bounds of a figure, or of a paired difference, that do not close where every patient is read
 * alike: what no patient shows may yet be true of the next.
 *
 * <p>The standard error is that of a bootstrap over patients, which chooses each threshold anew. It
 * is widened as the exact bound of a Poisson count asks, which for x patients of n that are read
 * worse is (x + 1.645 sqrt(x + 0.7) + 1.57) / n to within 0.05 / n: by 0.7 patients, and by the
 * skew of a difference that few patients make. The distance is never less than the exact bound of
 * Clopper and Pearson for none of n.
 */
final class Bounds {
  /** One-sided: the true value lies below the lower bound with this probability at most. */
  static final double ERROR = 0.05;

  /** The normal distribution's quantile for that. */
  private static final double REACH = 1.645;

  /** In patients squared. */
  private static final double UNSEEN_VARIANCE = 0.7;

  /** Of Cornish and Fisher's expansion: (1.645^2 + 2) / 3. */
  private static final double SKEW = 1.57;

  private Bounds() {}

  /**
   * @param draws the figure's values under the bootstrap
   * @param patients of each class that the figure rests on
   */
  static Interval of(double value, double[] draws, int... patients) {
    int fewest = Arrays.stream(patients).min().orElse(0);
    double one = 1.0 / fewest;
    double[] moments = moments(draws);
    // A patient more that is read worse: without any the draws show no skew.
    double skew = (one * one * one - moments[1]) / (one * one + moments[0]);
    double distance =
        REACH * Math.sqrt(moments[0] + UNSEEN_VARIANCE * one * one)
            + SKEW * Math.min(one, Math.max(0, skew));
    double reach = Math.max(distance, unseen(fewest));
    return new Interval(value, value - reach, value + reach);
  }

  /** The largest share of patients of which, with 5 % probability, n show none. */
  static double unseen(int patients) {
    return 1 - Math.pow(ERROR, 1.0 / patients);
  }

  /** How many patients must show none for a share to be excluded. */
  static int leastToExclude(double share) {
    return (int) Math.ceil(Math.log(ERROR) / Math.log(1 - share));
  }

  /** The second and the third central moment. */
  private static double[] moments(double[] draws) {
    double[] finite = Arrays.stream(draws).filter(Double::isFinite).toArray();
    double mean = Arrays.stream(finite).average().orElse(Double.NaN);
    return new double[] {
      Arrays.stream(finite).map(draw -> Math.pow(draw - mean, 2)).average().orElse(0),
      Arrays.stream(finite).map(draw -> Math.pow(draw - mean, 3)).average().orElse(0)
    };
  }
}
