package io.thoraflow.ingest.rediagnose;

import java.util.Map;
import java.util.TreeMap;

/** Counts what becomes of X-rays, and tells. */
final class Tally {
  private final long expected;
  private final RediagnosisListener listener;
  private final Map<String, Long> left = new TreeMap<>();
  private long published;
  private long done;

  Tally(long expected, RediagnosisListener listener) {
    this.expected = expected;
    this.listener = listener;
  }

  long published() {
    return published;
  }

  void addPublished() {
    published++;
    progress();
  }

  void addLeft(String sha256, String reason) {
    left.merge(reason, 1L, Long::sum);
    listener.left(sha256, reason);
    progress();
  }

  /** More than expected where new X-rays come meanwhile, or some cannot be put back. */
  private void progress() {
    done++;
    listener.progress(done, Math.max(expected, done));
  }

  Rediagnosis.Counts counts() {
    return new Rediagnosis.Counts(published, left);
  }
}
