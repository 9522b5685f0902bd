package io.thoraflow.ingest.kafka;

import io.thoraflow.contract.monitoring.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * What the broker's answers to records tell: whether it takes any, and how its clock and this
 * machine's differ. Of a topic that keeps the sender's times it shows no difference.
 */
public final class Acknowledgements {
  /** Whoever tried nothing for so long does not know any more. */
  private static final Duration NEWS = Duration.ofMinutes(2);

  private final Clock wall;
  private final Condition condition = new Condition("publishing");
  private volatile Duration ahead;
  private volatile long refusedAt = System.nanoTime();

  /**
   * @param wall this machine's clock
   */
  public Acknowledgements(Clock wall) {
    this.wall = wall;
  }

  /**
   * @param millis when the broker appended a record, since 1970; its acknowledgement has just come
   */
  void taken(long millis) {
    condition.clear();
    if (millis > 0) {
      ahead = Duration.between(Instant.ofEpochMilli(millis), wall.instant());
    }
  }

  /** A record was not taken, though it was tried for as long as records are. */
  void refused(Exception problem) {
    if (problem instanceof RecordTooLargeException) {
      return;
    }
    refusedAt = System.nanoTime();
    condition.report(
        "Kafka takes no records (%s): unless it is away, look for partitions without leader, and with fewer replicas in sync than min.insync.replicas; files stay in the inbox"
            .formatted(problem.getClass().getSimpleName()));
  }

  /** What keeps records from being taken; empty: nothing that was met lately. */
  public Optional<String> problem() {
    return System.nanoTime() - refusedAt < NEWS.toNanos() ? condition.problem() : Optional.empty();
  }

  /**
   * How far this machine's clock was ahead at the last acknowledgement, the way back included;
   * empty before the first.
   */
  public Optional<Duration> ahead() {
    return Optional.ofNullable(ahead);
  }
}
