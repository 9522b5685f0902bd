package io.thoraflow.standalone.soak;

import java.util.List;

/**
 * How a figure of a process has gone with the X-rays in the second half of a run.
 *
 * @param level its median
 * @param slope for 10,000 X-rays
 */
record Growth(String process, Figure figure, double level, double slope) {
  private static final double PER = 10_000;

  /**
   * @param history of one process, in order
   * @param files that the run has dropped: half of them is where the second half begins
   */
  static Growth of(String process, Figure figure, List<Snapshot> history, int files) {
    List<Snapshot> half =
        history.stream()
            .filter(snapshot -> snapshot.xrays() >= files / 2.0)
            .filter(snapshot -> !Double.isNaN(figure.of(snapshot)))
            .toList();
    Trend trend =
        Trend.of(
            half.stream().mapToDouble(Snapshot::xrays).toArray(),
            half.stream().mapToDouble(figure::of).toArray());
    return new Growth(process, figure, trend.level(), trend.slope() * PER);
  }

  /** False also where there is nothing to judge by. */
  boolean isFlat() {
    return slope <= figure.bound();
  }
}
