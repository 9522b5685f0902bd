package io.thoraflow.contract.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time as far as it has certainly passed, for what is deleted by its age: a clock that is wrong
 * must not age anything.
 *
 * <p>While the process runs, it advances by the monotonic timer alone. Over a stop it advances by
 * the wall clock's difference, where that is at most {@link #LONGEST_STOP} and no other clock at
 * hand contradicts; else it stays behind until a person says that the clock is right ({@link
 * #confirm}). It is never ahead of the wall clock.
 */
public final class ConfirmedTime {
  /** A long weekend: nobody has to confirm a stop that was no longer. */
  public static final Duration LONGEST_STOP = Duration.ofDays(4);

  /** Clocks that differ by no more agree. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** For clocks that are not known yet: the broker's is, with the first record. */
  private static final Duration WAIT = Duration.ofMinutes(55);

  /** Two timers of one machine may run apart by so much of the time, 1 in 1000. */
  private static final int DRIFT = 1000;

  private final Clock wall;
  private final LongSupplier nanos;
  private final Map<String, Supplier<Optional<Duration>>> witnesses;
  private final long startNanos;

  /** What was certain when this began; empty once the time of the stop is accepted. */
  private Instant base;

  private boolean stopAccepted;

  private ConfirmedTime(
      Instant last,
      Clock wall,
      LongSupplier nanos,
      Map<String, Supplier<Optional<Duration>>> witnesses) {
    this.wall = wall;
    this.nanos = nanos;
    this.witnesses = Map.copyOf(witnesses);
    this.startNanos = nanos.getAsLong();
    this.base = last;
  }

  /**
   * @param last the latest time that was certain before this process
   * @param wall the clock that may be wrong
   * @param nanos as {@link System#nanoTime}
   * @param witnesses other clocks by name: how far {@code wall} is ahead of each, below zero where
   *     it is behind; empty where that is not known
   */
  public static ConfirmedTime since(
      Instant last,
      Clock wall,
      LongSupplier nanos,
      Map<String, Supplier<Optional<Duration>>> witnesses) {
    return new ConfirmedTime(last, wall, nanos, witnesses);
  }

  /**
   * The time at one moment.
   *
   * @param time that has certainly come
   * @param ahead how far the wall clock is ahead of that
   * @param doubt why the wall clock is not believed; empty: it is
   */
  public record Reading(Instant time, Duration ahead, Optional<String> doubt) {}

  /** Reads all clocks. */
  public synchronized Reading read() {
    Instant now = wall.instant();
    Duration elapsed = elapsed();
    Instant certain = base.plus(elapsed);
    Duration gap = Duration.between(certain, now);
    if (!stopAccepted && !gap.isNegative()) {
      Optional<String> contradiction = contradiction(gap);
      if (contradiction.isPresent()) {
        return new Reading(certain, gap, contradiction);
      }
      if (gap.compareTo(TOLERANCE) > 0 && elapsed.compareTo(WAIT) < 0 && !isComplete()) {
        return new Reading(certain, Duration.ZERO, Optional.empty());
      }
      stopAccepted = true;
      base = now.minus(elapsed);
      return new Reading(now, Duration.ZERO, Optional.empty());
    }
    if (gap.isNegative()) {
      return new Reading(now, Duration.ZERO, Optional.empty());
    }
    boolean drift = gap.compareTo(TOLERANCE.plus(elapsed.dividedBy(DRIFT))) <= 0;
    return new Reading(
        certain,
        gap,
        drift ? Optional.empty() : Optional.of("the clock has gone forward by " + words(gap)));
  }

  private boolean isComplete() {
    return witnesses.values().stream().allMatch(witness -> witness.get().isPresent());
  }

  private Optional<String> contradiction(Duration gap) {
    if (gap.compareTo(LONGEST_STOP) > 0) {
      return Optional.of(
          "the clock is %s after the last sign of work, and nothing shows that so much time has passed"
              .formatted(words(gap)));
    }
    if (gap.compareTo(TOLERANCE) <= 0) {
      return Optional.empty();
    }
    for (var witness : witnesses.entrySet()) {
      Optional<Duration> ahead = witness.getValue().get();
      if (ahead.isPresent() && ahead.get().compareTo(TOLERANCE) > 0) {
        return Optional.of(
            "the clock is %s ahead of that of the %s"
                .formatted(words(ahead.get()), witness.getKey()));
      }
    }
    return Optional.empty();
  }

  /** A person says that the wall clock is right now. */
  public synchronized void confirm() {
    base = wall.instant().minus(elapsed());
    stopAccepted = true;
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - startNanos);
  }

  /** Such as {@code 400 days}, {@code 3 hours} or {@code 12 minutes}. */
  public static String words(Duration duration) {
    Duration length = duration.abs();
    record Unit(long count, String name) {}
    return List.of(
            new Unit(length.toDays(), "days"),
            new Unit(length.toHours(), "hours"),
            new Unit(length.toMinutes(), "minutes"))
        .stream()
        .filter(unit -> unit.count() > 1)
        .findFirst()
        .map(unit -> unit.count() + " " + unit.name())
        .orElseGet(() -> length.toSeconds() + " seconds");
  }
}
