package io.thoraflow.worker.batch;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Predicted batches that wait for the store. */
public final class OutcomeQueue {
  /** One being stored, one ready: more would only hold memory while the database is away. */
  private static final int CAPACITY = 2;

  private final BlockingQueue<List<Outcome>> batches = new ArrayBlockingQueue<>(CAPACITY);

  void put(List<Outcome> outcomes) throws InterruptedException {
    batches.put(outcomes);
  }

  List<Outcome> take() throws InterruptedException {
    return batches.take();
  }
}
