package io.thoraflow.ingest.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/** Warns of one kind of failure, once in a while: thousands of files may fail alike. */
final class SparseLog {
  private static final Duration QUIET = Duration.ofSeconds(30);

  private final Logger log;
  private final Clock clock;
  private Instant quietUntil = Instant.EPOCH;
  private long suppressed;

  SparseLog(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  synchronized void warn(String format, Object... values) {
    Instant now = clock.instant();
    if (now.isBefore(quietUntil)) {
      suppressed++;
      return;
    }
    quietUntil = now.plus(QUIET);
    log.warn(format, values);
    if (suppressed > 0) {
      log.warn("{} more of this kind before", suppressed);
      suppressed = 0;
    }
  }
}
