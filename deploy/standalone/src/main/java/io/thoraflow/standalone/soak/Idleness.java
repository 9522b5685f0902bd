package io.thoraflow.standalone.soak;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a process took while a server was away, the first minute aside.
 *
 * @param growth of its resident memory from the second minute to the last, megabytes
 * @param cores that it kept busy, on average
 * @param lines that it logged in ten minutes
 */
record Idleness(String server, String process, double growth, double cores, double lines) {
  static final double MOST_GROWTH = 8;
  static final double MOST_CORES = 0.05;
  static final double MOST_LINES = 60;

  private static final double MINUTE = 60;
  private static final double TEN_MINUTES = 600;

  /**
   * @param history of one process, in order
   */
  static Idleness of(Outage outage, String process, List<Snapshot> history) {
    List<Snapshot> away =
        history.stream().filter(snapshot -> outage.holds(snapshot.seconds())).toList();
    if (away.isEmpty()) {
      return new Idleness(outage.server(), process, Double.NaN, Double.NaN, Double.NaN);
    }
    Snapshot first = away.get(0);
    Snapshot last = away.get(away.size() - 1);
    double took = last.seconds() - first.seconds();
    double before = resident(away, snapshot -> snapshot.seconds() - first.seconds());
    double after = resident(away, snapshot -> last.seconds() - snapshot.seconds());
    return new Idleness(
        outage.server(),
        process,
        after - before,
        (last.cpu() - first.cpu()) / took,
        outage.lines().getOrDefault(process, 0L) * TEN_MINUTES / took);
  }

  /** Over a minute at one end. */
  private static double resident(List<Snapshot> away, ToDoubleFunction<Snapshot> fromEnd) {
    return Trend.median(
        away.stream()
            .filter(snapshot -> fromEnd.applyAsDouble(snapshot) <= MINUTE)
            .mapToDouble(Snapshot::resident)
            .toArray());
  }

  /** False also where nothing was seen of the process. */
  boolean isIdle() {
    return growth <= MOST_GROWTH && cores <= MOST_CORES && lines <= MOST_LINES;
  }
}
