package io.thoraflow.standalone.results;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows new diagnoses, each given once. */
public final class DiagnosisFeed {
  /**
   * A row carries the time at which its transaction began, so a row may appear after younger ones.
   * No batch takes this long.
   */
  private static final Duration LATECOMERS = Duration.ofMinutes(2);

  private final Diagnoses diagnoses;
  private final Set<String> seen = new HashSet<>();
  private Instant newest;

  private DiagnosisFeed(Diagnoses diagnoses, Instant newest) {
    this.diagnoses = diagnoses;
    this.newest = newest;
  }

  /** Gives what is written from now on. */
  public static DiagnosisFeed fromNow(Diagnoses diagnoses) {
    List<DiagnosisRow> last = diagnoses.latest(1);
    Instant newest = last.isEmpty() ? Instant.EPOCH : last.get(0).diagnosedAt();
    DiagnosisFeed feed = new DiagnosisFeed(diagnoses, newest);
    feed.next();
    return feed;
  }

  /** Those that are new since the last call, the oldest first. */
  public List<DiagnosisRow> next() {
    List<DiagnosisRow> recent = diagnoses.since(since());
    List<DiagnosisRow> unseen = recent.stream().filter(row -> seen.add(row.key())).toList();
    if (!recent.isEmpty()) {
      newest = recent.get(recent.size() - 1).diagnosedAt();
    }
    return unseen;
  }

  private Instant since() {
    return newest.equals(Instant.EPOCH) ? newest : newest.minus(LATECOMERS);
  }
}
