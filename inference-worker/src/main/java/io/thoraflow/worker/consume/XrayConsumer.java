package io.thoraflow.worker.consume;

import io.thoraflow.contract.message.WantedVersion;
import io.thoraflow.worker.batch.BatchAssembler;
import io.thoraflow.worker.monitoring.Heartbeat;
import io.thoraflow.worker.swap.ServingModel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that reads X-rays from Kafka.
 *
 * <p><b>The promise: at least once.</b> Every record of its topic ends as a committed row in
 * PostgreSQL or as an acknowledged dead letter, whatever fails when. Together with the rows' keys
 * that makes one row for each X-ray and model version.
 *
 * <p>Why it holds: an offset is committed only up to the first record of its partition that is not
 * settled ({@link io.thoraflow.worker.delivery.PartitionProgress}), and a record is settled only
 * after the database's commit or Kafka's acknowledgement ({@link
 * io.thoraflow.worker.batch.StoreStage}). A crash in between repeats records; none is skipped. Only
 * this thread commits, and only for partitions that it holds.
 *
 * <p>The loop never waits for decoding, model or database: while they are busy it pauses its
 * partitions and polls on, so the worker stays a member of its group for as long as an outage of
 * the database lasts. While no broker answers it is none ({@link GroupMember}). It joins the group
 * only once there is a model, so that until then others get the X-rays.
 */
public final class XrayConsumer implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(XrayConsumer.class);

  private static final Duration IDLE_POLL = Duration.ofMillis(100);
  private static final Duration BUSY_WAIT = Duration.ofMillis(50);
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
  private static final Duration COMMIT_TIMEOUT = Duration.ofMillis(1500);

  /** Within that time a worker has fetched and verified a new version, or refused it. */
  private static final Duration MODEL_PATIENCE = Duration.ofMinutes(2);

  /** For records in flight when partitions move to another worker, or this one stops. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

  private final String topic;
  private final GroupMember member;
  private final BatchAssembler assembler;
  private final ServingModel serving;
  private final ConsumerProbe probe;
  private final Heartbeat heartbeat;
  private final Clock clock;
  private final Assignment assignment = new Assignment();

  /** Read from Kafka, but there is no room for them yet; at most one poll's records. */
  private final Deque<ConsumerRecord<byte[], byte[]>> backlog = new ArrayDeque<>();

  /** The present one. */
  private Consumer<byte[], byte[]> consumer;

  private long committedAt = System.nanoTime();

  /** By version, since when records have waited for it. */
  private final Map<Integer, Long> awaitedSince = new HashMap<>();

  private volatile boolean stopping;

  /**
   * @param topic whose X-rays it reads
   */
  public XrayConsumer(
      String topic,
      GroupMember member,
      BatchAssembler assembler,
      ServingModel serving,
      ConsumerProbe probe,
      Heartbeat heartbeat,
      Clock clock) {
    this.topic = topic;
    this.member = member;
    this.assembler = assembler;
    this.serving = serving;
    this.probe = probe;
    this.heartbeat = heartbeat;
    this.clock = clock;
  }

  /** Ends the loop: finishes what is in flight, commits, and leaves the group. */
  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      awaitModel();
      while (!stopping) {
        consume();
        if (!stopping) {
          member.awaitBrokers(() -> stopping, heartbeat);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      heartbeat.rest();
    }
  }

  /** Until this worker stops, or is cut off from the brokers. */
  private void consume() throws InterruptedException {
    consumer = member.join(topic, new Rebalance());
    try (TopicIdentity identity = member.identity(topic)) {
      while (!stopping && !member.isCutOff()) {
        heartbeat.beat();
        if (identity.isAnother()) {
          beginAnew();
        }
        pass();
      }
      finish(assignment.partitions());
    } finally {
      member.leave();
      backlog.clear();
      assignment.forget(assignment.partitions());
    }
  }

  /** The topic was deleted and made again: nothing of what is known of its offsets holds. */
  private void beginAnew() {
    Set<TopicPartition> partitions = consumer.assignment();
    backlog.clear();
    assignment.forget(assignment.partitions());
    probe.gaps().beginAnew(consumer, partitions);
  }

  private void awaitModel() throws InterruptedException {
    while (!stopping && !serving.await(IDLE_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      heartbeat.beat();
    }
  }

  private void pass() throws InterruptedException {
    // Waits here and not in poll: while partitions are paused that have records fetched already, a
    // poll does not wait but spins, and takes the cores that the model needs.
    if (!backlog.isEmpty() && mustWaitForModel(backlog.element())) {
      Thread.sleep(BUSY_WAIT.toMillis());
    } else if (!backlog.isEmpty() && assembler.awaitRoom(BUSY_WAIT)) {
      dispatch();
      pauseOrResume();
    }
    Consumers.poll(consumer, pollTimeout()).forEach(this::take);
    dispatch();
    assembler.closeIfDue();
    pauseOrResume();
    commitMoved();
    probe.sample(consumer, this::oldest);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (probe.gaps().delivered(record)) {
      // What is on its way is of other records under the same offsets.
      TopicPartition anew = new TopicPartition(record.topic(), record.partition());
      backlog.removeIf(
          old -> old.partition() == record.partition() && old.offset() >= record.offset());
      assignment.forget(Set.of(anew));
    }
    backlog.add(record);
  }

  private OptionalLong oldest() {
    return LongStream.concat(
            assignment.oldest().stream(), backlog.stream().mapToLong(ConsumerRecord::timestamp))
        .min();
  }

  private Duration pollTimeout() {
    if (!backlog.isEmpty()) {
      return Duration.ZERO;
    }
    Duration untilDue = assembler.untilDue().orElse(IDLE_POLL);
    if (untilDue.isNegative()) {
      return Duration.ZERO;
    }
    return untilDue.compareTo(IDLE_POLL) < 0 ? untilDue : IDLE_POLL;
  }

  private void dispatch() {
    while (!backlog.isEmpty() && !mustWaitForModel(backlog.element()) && assembler.hasRoom()) {
      // Responsible from here on: the record is registered before anything can settle it.
      assembler.add(assignment.deliver(backlog.remove(), clock.instant()));
    }
  }

  /**
   * The version that shall read it may be on its way here; but it may also be withdrawn again. The
   * wait is counted from its begin here, as the record's own time is another clock's.
   */
  private boolean mustWaitForModel(ConsumerRecord<byte[], byte[]> record) {
    OptionalInt wanted = WantedVersion.of(record.headers());
    if (wanted.isEmpty()) {
      return false;
    }
    int version = wanted.getAsInt();
    if (version <= serving.version()) {
      awaitedSince.remove(version);
      return false;
    }
    long since = awaitedSince.computeIfAbsent(version, absent -> System.nanoTime());
    return System.nanoTime() - since < MODEL_PATIENCE.toNanos();
  }

  private void pauseOrResume() {
    Set<TopicPartition> paused = consumer.paused();
    if (backlog.isEmpty()) {
      if (!paused.isEmpty()) {
        consumer.resume(paused);
      }
    } else if (paused.size() < consumer.assignment().size()) {
      consumer.pause(consumer.assignment());
    }
  }

  private void commitMoved() {
    if (System.nanoTime() - committedAt < COMMIT_INTERVAL.toNanos()) {
      return;
    }
    committedAt = System.nanoTime();
    Map<TopicPartition, OffsetAndMetadata> offsets = assignment.uncommitted();
    if (offsets.isEmpty()) {
      return;
    }
    assignment.committing(offsets);
    consumer.commitAsync(
        offsets,
        // The callback's own offsets are null when the commit failed.
        (ignored, failure) -> {
          if (failure != null) {
            logger.debug("offsets are committed again later", failure);
            assignment.commitFailed(offsets);
          }
        });
  }

  /**
   * Lets records in flight come through, within limits, and commits what is settled. What is not
   * settled in time is not committed, so its next owner gets it again.
   */
  private void finish(Collection<TopicPartition> partitions) throws InterruptedException {
    // Never dispatched, so never registered: their next owner gets them.
    backlog.removeIf(
        record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
    assembler.close();
    if (!assignment.awaitSettled(partitions, DRAIN_TIMEOUT)) {
      logger.warn("X-rays in flight are left to the partitions' next owner");
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = assignment.uncommitted(partitions);
    if (!offsets.isEmpty()) {
      try {
        consumer.commitSync(offsets, COMMIT_TIMEOUT);
      } catch (KafkaException e) {
        logger.warn("some offsets are not committed; their X-rays come again: {}", e.toString());
      }
    }
    assignment.forget(partitions);
    probe.gaps().forget(partitions);
  }

  /** Runs in this thread, inside of poll and close. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      logger.debug("assigned {}", partitions);
      probe.gaps().assigned(consumer, partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      logger.debug("revoked {}", partitions);
      try {
        finish(partitions);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** They are another's already: nothing may be committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      logger.debug("lost {}", partitions);
      backlog.removeIf(
          record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
      assignment.forget(partitions);
      probe.gaps().forget(partitions);
    }
  }
}
