package io.thoraflow.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DueRunTest {
  private final Hands clock = new Hands();
  private final DueRun run = new DueRun("0 0 * * * ?", 3, clock);

  @Test
  void itIsDueFromTheSchedulesNextTimeAfterEnoughLabelsWait() {
    run.waiting(2);
    clock.now = clock.now.plus(Duration.ofHours(5));
    assertThat(run.overdue()).isZero();

    run.waiting(3);
    clock.now = clock.now.plus(Duration.ofMinutes(29));
    assertThat(run.overdue()).isZero();

    run.waiting(7);
    clock.now = clock.now.plus(Duration.ofHours(2));
    assertThat(run.overdue()).isEqualTo(Duration.ofMinutes(119));
  }

  @Test
  void onceTheLabelsAreLearntItIsDueNoMore() {
    run.waiting(3);
    clock.now = clock.now.plus(Duration.ofHours(9));
    assertThat(run.overdue()).isPositive();

    run.waiting(1);
    assertThat(run.overdue()).isZero();

    run.waiting(3);
    assertThat(run.overdue()).isZero();
  }

  /** A clock that is set by hand. */
  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-01-01T10:30:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
