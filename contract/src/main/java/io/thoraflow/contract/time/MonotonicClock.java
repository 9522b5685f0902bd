package io.thoraflow.contract.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that only ever goes forward, and as fast as time does: for waits, pauses and limits
 * within one process. It shows the machine's time at its making and has not looked at it since, so
 * whoever sets the machine's clock neither prolongs nor shortens a wait.
 */
public final class MonotonicClock extends Clock {
  private final Instant begin;
  private final LongSupplier nanos;
  private final long beginNanos;
  private final ZoneId zone;

  private MonotonicClock(Instant begin, LongSupplier nanos, long beginNanos, ZoneId zone) {
    this.begin = begin;
    this.nanos = nanos;
    this.beginNanos = beginNanos;
    this.zone = zone;
  }

  /** By {@link System#nanoTime}. */
  public static Clock start() {
    return start(System::nanoTime);
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public static Clock start(LongSupplier nanos) {
    return new MonotonicClock(Instant.now(), nanos, nanos.getAsLong(), ZoneOffset.UTC);
  }

  @Override
  public Instant instant() {
    return begin.plus(Duration.ofNanos(nanos.getAsLong() - beginNanos));
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new MonotonicClock(begin, nanos, beginNanos, other);
  }
}
