package io.thoraflow.worker.batch;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Batches that are decoded and wait for the model; bounded by the {@link BufferPool}. */
public final class BatchQueue {
  private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();

  void put(Batch batch) {
    batches.add(batch);
  }

  Batch take() throws InterruptedException {
    return batches.take();
  }
}
