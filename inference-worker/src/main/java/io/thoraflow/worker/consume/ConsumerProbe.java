package io.thoraflow.worker.consume;

import io.thoraflow.contract.monitoring.Condition;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches, from the consumer's own thread, how far it is behind, whether its group hears it, and
 * what is gone unread.
 */
public final class ConsumerProbe {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Brokers ask for a heartbeat every 5 s by default. */
  private static final double SILENCE_SECONDS = 15;

  private final Condition kafka;
  private final RecordGaps gaps;
  private volatile long lag;
  private volatile OptionalLong oldest = OptionalLong.empty();
  private long joiningSince = System.nanoTime();
  private boolean silent;
  private long sampledAt = System.nanoTime() - INTERVAL.toNanos();

  /**
   * @param kafka readiness: met while the consumer is a member of its group
   * @param gaps notices records that are gone
   */
  public ConsumerProbe(Condition kafka, RecordGaps gaps) {
    this.kafka = kafka;
    this.gaps = gaps;
  }

  RecordGaps gaps() {
    return gaps;
  }

  /** Records that the consumer has yet to read from its partitions. */
  public long lag() {
    return lag;
  }

  /** When the oldest record was sent that is read and not settled, in milliseconds. */
  public OptionalLong oldest() {
    return oldest;
  }

  /** A new consumer joins the group. */
  void joining() {
    joiningSince = System.nanoTime();
    silent = false;
  }

  /** Whether the coordinator has not been heard of for a while. */
  boolean isSilent() {
    return silent;
  }

  /**
   * Samples, at most once a second.
   *
   * @param unsettled gives what {@link #oldest} gives
   */
  void sample(Consumer<?, ?> consumer, Supplier<OptionalLong> unsettled) {
    if (System.nanoTime() - sampledAt < INTERVAL.toNanos()) {
      return;
    }
    sampledAt = System.nanoTime();
    long total = 0;
    for (TopicPartition partition : consumer.assignment()) {
      total += consumer.currentLag(partition).orElse(0);
    }
    lag = total;
    oldest = unsettled.get();
    double silence = secondsSinceHeartbeat(consumer);
    double joiningFor = (System.nanoTime() - joiningSince) / 1e9;
    silent = (silence < 0 ? joiningFor : silence) > SILENCE_SECONDS;
    if (silence < 0) {
      // Joining; readiness says so from the start.
      return;
    }
    if (silence > SILENCE_SECONDS) {
      kafka.report("the consumer group's coordinator cannot be reached");
    } else {
      kafka.clear();
    }
  }

  private static double secondsSinceHeartbeat(Consumer<?, ?> consumer) {
    for (Map.Entry<MetricName, ? extends Metric> metric : consumer.metrics().entrySet()) {
      if (metric.getKey().name().equals("last-heartbeat-seconds-ago")
          && metric.getValue().metricValue() instanceof Double seconds) {
        return seconds;
      }
    }
    return -1;
  }
}
