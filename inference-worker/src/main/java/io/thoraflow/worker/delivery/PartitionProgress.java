package io.thoraflow.worker.delivery;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How far this worker has come in one partition, for one assignment of it.
 *
 * <p>Records are settled in any order, as batches overlap. {@link #position} never passes a record
 * that is not settled, that is, whose row is not committed and which is not acknowledged as a dead
 * letter either. So a crash at any moment repeats records, but skips none.
 *
 * <p>When the partition is taken away, the object is dropped. Records of it that are settled later
 * still refer to it, and change nothing: the offsets of the next owner are safe.
 */
public final class PartitionProgress {
  /** Offsets with the time at which their records were sent. */
  private final TreeMap<Long, Long> open = new TreeMap<>();

  private long next;

  /**
   * @param position the first offset that will be delivered, or any before it
   */
  public PartitionProgress(long position) {
    this.next = position;
  }

  /**
   * A record was read from Kafka.
   *
   * @param timestamp when it was sent, in milliseconds
   */
  public synchronized void delivered(long offset, long timestamp) {
    open.put(offset, timestamp);
    next = offset + 1;
  }

  /** A record needs no more work, ever. */
  public synchronized void settled(long offset) {
    open.remove(offset);
    notifyAll();
  }

  /** The offset to commit: that of the first record that is not settled. */
  public synchronized long position() {
    return open.isEmpty() ? next : open.firstKey();
  }

  /** When the first record was sent that is not settled, in milliseconds; others are younger. */
  public synchronized OptionalLong oldest() {
    return open.isEmpty() ? OptionalLong.empty() : OptionalLong.of(open.firstEntry().getValue());
  }

  /**
   * Waits until every delivered record is settled.
   *
   * @return false if the time ran out
   */
  public synchronized boolean awaitSettled(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!open.isEmpty()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
