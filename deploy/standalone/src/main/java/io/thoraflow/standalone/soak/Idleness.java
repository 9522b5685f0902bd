package io.thoraflow.standalone.soak;

import java.util.List;

/**
 * What a process took while a server was away, the first minute aside.
 *
 * @param growth of its resident memory in that time by its trend, megabytes: the teeth of a heap
 *     that grows and shrinks by itself do not count
 * @param cores that it kept busy, on average
 * @param lines that it logged in ten minutes
 */
record Idleness(String server, String process, double growth, double cores, double lines) {
  static final double MOST_GROWTH = 8;
  static final double MOST_CORES = 0.05;
  static final double MOST_LINES = 60;

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
    Trend trend =
        Trend.of(
            away.stream().mapToDouble(Snapshot::seconds).toArray(),
            away.stream().mapToDouble(Snapshot::resident).toArray());
    return new Idleness(
        outage.server(),
        process,
        trend.slope() * took,
        (last.cpu() - first.cpu()) / took,
        outage.lines().getOrDefault(process, 0L) * TEN_MINUTES / took);
  }

  /** False also where nothing was seen of the process. */
  boolean isIdle() {
    return growth <= MOST_GROWTH && cores <= MOST_CORES && lines <= MOST_LINES;
  }
}
