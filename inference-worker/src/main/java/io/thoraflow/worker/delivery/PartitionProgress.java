package io.thoraflow.worker.delivery;

import java.time.Duration;
import java.util.TreeSet;

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
  private final TreeSet<Long> open = new TreeSet<>();
  private long next;

  /**
   * @param position the first offset that will be delivered, or any before it
   */
  public PartitionProgress(long position) {
    this.next = position;
  }

  /** A record was read from Kafka. */
  public synchronized void delivered(long offset) {
    open.add(offset);
    next = offset + 1;
  }

  /** A record needs no more work, ever. */
  public synchronized void settled(long offset) {
    open.remove(offset);
    notifyAll();
  }

  /** The offset to commit: that of the first record that is not settled. */
  public synchronized long position() {
    return open.isEmpty() ? next : open.first();
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
