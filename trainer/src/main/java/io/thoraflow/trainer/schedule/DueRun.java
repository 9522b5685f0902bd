package io.thoraflow.trainer.schedule;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.quartz.CronExpression;

/**
 * Since when a run has been due: the schedule's first time at which enough labels waited. It stays
 * due until they are learnt, also while runs fail or one is going on.
 */
public final class DueRun {
  private final CronExpression schedule;
  private final int minNewLabels;
  private final Clock clock;
  private Instant due;

  /**
   * @param schedule in Quartz's cron syntax
   * @param minNewLabels that a run needs
   * @throws IllegalArgumentException if the schedule is none
   */
  public DueRun(String schedule, int minNewLabels, Clock clock) {
    try {
      this.schedule = new CronExpression(schedule);
    } catch (ParseException e) {
      throw new IllegalArgumentException("%s is no schedule".formatted(schedule), e);
    }
    this.minNewLabels = minNewLabels;
    this.clock = clock;
  }

  synchronized void waiting(int labels) {
    if (labels < minNewLabels) {
      due = null;
    } else if (due == null) {
      Date next = schedule.getNextValidTimeAfter(Date.from(clock.instant()));
      due = next == null ? null : next.toInstant();
    }
  }

  /** Zero while none is due. */
  synchronized Duration overdue() {
    Instant now = clock.instant();
    return due == null || now.isBefore(due) ? Duration.ZERO : Duration.between(due, now);
  }
}
