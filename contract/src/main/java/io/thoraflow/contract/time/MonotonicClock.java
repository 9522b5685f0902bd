package io.thoraflow.contract.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that only ever goes forward, and as fast as time does: for waits, pauses and limits
 * within one process. It shows the machine's time at its making and has not looked at it since, so
 * whoever sets the machine's clock neither prolongs nor shortens a wait.
 */
public final class MonotonicClock {
  private MonotonicClock() {}

  /** By {@link System#nanoTime}. */
  public static Clock start() {
    return start(System::nanoTime);
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public static Clock start(LongSupplier nanos) {
    Instant begin = Instant.now();
    long beginNanos = nanos.getAsLong();
    InstantSource source = () -> begin.plus(Duration.ofNanos(nanos.getAsLong() - beginNanos));
    return source.withZone(ZoneOffset.UTC);
  }
}
