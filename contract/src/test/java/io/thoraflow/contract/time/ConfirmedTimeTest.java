package io.thoraflow.contract.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConfirmedTimeTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");
  private static final Duration YEAR_AND_MORE = Duration.ofDays(400);

  private final Machine machine = new Machine();

  @Test
  void whileTheProcessRunsOnlyThePassingOfTimeCounts() {
    ConfirmedTime time = since(BEGIN);
    assertThat(time.read().time()).isEqualTo(BEGIN);

    machine.pass(Duration.ofHours(2));
    assertThat(time.read()).isEqualTo(certain(BEGIN.plus(Duration.ofHours(2))));

    machine.set(machine.wall.plus(YEAR_AND_MORE));
    ConfirmedTime.Reading jumped = time.read();
    assertThat(jumped.time()).isEqualTo(BEGIN.plus(Duration.ofHours(2)));
    assertThat(jumped.doubt()).contains("the clock has gone forward by 400 days");
    assertThat(jumped.ahead()).isEqualTo(YEAR_AND_MORE);

    machine.set(machine.wall.minus(YEAR_AND_MORE));
    assertThat(time.read().doubt()).isEmpty();
  }

  @Test
  void aClockThatIsFarAheadAtTheStartIsNotBelieved() {
    machine.set(BEGIN.plus(YEAR_AND_MORE));
    ConfirmedTime time = since(BEGIN);
    machine.pass(Duration.ofHours(1));

    ConfirmedTime.Reading reading = time.read();
    assertThat(reading.time()).isEqualTo(BEGIN.plus(Duration.ofHours(1)));
    assertThat(reading.doubt()).isPresent();
  }

  @Test
  void aStopOverTheWeekendCounts() {
    machine.set(BEGIN.plus(Duration.ofDays(3)));
    assertThat(since(BEGIN).read()).isEqualTo(certain(BEGIN.plus(Duration.ofDays(3))));
  }

  @Test
  void aStopDoesNotCountWhereAnotherClockContradicts() {
    machine.set(BEGIN.plus(Duration.ofDays(3)));
    ConfirmedTime time =
        ConfirmedTime.since(
            BEGIN,
            machine.clock(),
            () -> machine.nanos,
            Map.of("broker", () -> Optional.of(Duration.ofDays(3))));

    assertThat(time.read().time()).isEqualTo(BEGIN);
    assertThat(time.read().doubt()).contains("the clock is 3 days ahead of that of the broker");
  }

  @Test
  void aStopCountsOnceTheOtherClocksAreKnownOrAnHourHasPassed() {
    machine.set(BEGIN.plus(Duration.ofDays(3)));
    AtomicReference<Optional<Duration>> broker = new AtomicReference<>(Optional.empty());
    ConfirmedTime asked =
        ConfirmedTime.since(
            BEGIN, machine.clock(), () -> machine.nanos, Map.of("broker", broker::get));
    ConfirmedTime alone =
        ConfirmedTime.since(
            BEGIN, machine.clock(), () -> machine.nanos, Map.of("broker", Optional::empty));
    assertThat(asked.read()).isEqualTo(certain(BEGIN));

    broker.set(Optional.of(Duration.ofSeconds(1)));
    assertThat(asked.read()).isEqualTo(certain(BEGIN.plus(Duration.ofDays(3))));

    assertThat(alone.read()).isEqualTo(certain(BEGIN));
    machine.pass(Duration.ofHours(1));
    assertThat(alone.read()).isEqualTo(certain(BEGIN.plus(Duration.ofDays(3)).plusSeconds(3600)));
  }

  @Test
  void aClockThatIsBehindIsNeverOvertakenAndMayBeCorrected() {
    machine.set(BEGIN.minus(YEAR_AND_MORE));
    ConfirmedTime time = since(BEGIN);
    assertThat(time.read()).isEqualTo(certain(BEGIN.minus(YEAR_AND_MORE)));

    machine.pass(Duration.ofMinutes(10));
    machine.set(BEGIN.plus(Duration.ofDays(1)));
    assertThat(time.read()).isEqualTo(certain(BEGIN.plus(Duration.ofDays(1))));
  }

  @Test
  void aPersonMayConfirmTheClock() {
    machine.set(BEGIN.plus(YEAR_AND_MORE));
    ConfirmedTime time = since(BEGIN);
    time.read();

    time.confirm();

    assertThat(time.read()).isEqualTo(certain(BEGIN.plus(YEAR_AND_MORE)));
    machine.pass(Duration.ofDays(30));
    assertThat(time.read().time()).isEqualTo(BEGIN.plus(YEAR_AND_MORE).plus(Duration.ofDays(30)));
  }

  private ConfirmedTime since(Instant last) {
    return ConfirmedTime.since(last, machine.clock(), () -> machine.nanos, Map.of());
  }

  private static ConfirmedTime.Reading certain(Instant time) {
    return new ConfirmedTime.Reading(time, Duration.ZERO, Optional.empty());
  }

  /** Whose clock can be set, while its timer goes on. */
  private static final class Machine {
    Instant wall = BEGIN;
    long nanos = 17;

    void pass(Duration time) {
      wall = wall.plus(time);
      nanos += time.toNanos();
    }

    void set(Instant now) {
      wall = now;
    }

    Clock clock() {
      return ((InstantSource) () -> wall).withZone(ZoneOffset.UTC);
    }
  }
}
