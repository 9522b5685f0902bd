package io.thoraflow.worker.batch;

import io.thoraflow.worker.delivery.Priority;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Batches that are decoded and wait for the model; bounded by the {@link BufferPool}s.
 *
 * <p>Arrivals go first: beside old X-rays they wait for the one batch that the model is at, and not
 * even for that where it works on two at a time. An old batch gives way for a minute at most, for
 * it holds on to the model version that it was decoded for.
 */
public final class BatchQueue {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Deque<Batch> arrivals = new ArrayDeque<>();
  private final Deque<Batch> old = new ArrayDeque<>();
  private final Duration patience;

  public BatchQueue() {
    this(PATIENCE);
  }

  /**
   * @param patience how long an old batch gives way
   */
  BatchQueue(Duration patience) {
    this.patience = patience;
  }

  synchronized void put(Batch batch) {
    (batch.priority() == Priority.ARRIVAL ? arrivals : old).add(batch);
    notifyAll();
  }

  synchronized Batch take() throws InterruptedException {
    while (arrivals.isEmpty() && old.isEmpty()) {
      wait();
    }
    return (isTurnOfOld() ? old : arrivals).remove();
  }

  private boolean isTurnOfOld() {
    return arrivals.isEmpty() || (!old.isEmpty() && old.element().age().compareTo(patience) >= 0);
  }
}
