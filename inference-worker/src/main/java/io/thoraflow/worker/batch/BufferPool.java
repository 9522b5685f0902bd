package io.thoraflow.worker.batch;

import io.thoraflow.contract.model.Preprocessing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The direct buffers that batches live in. Their number bounds how many batches are on the way
 * before the store, and so what a slow model or an absent database can pile up.
 */
public final class BufferPool {
  private final ArrayBlockingQueue<ByteBuffer> free;

  /**
   * @param images that a buffer holds
   */
  public BufferPool(int buffers, int images) {
    free = new ArrayBlockingQueue<>(buffers);
    for (int i = 0; i < buffers; i++) {
      free.add(ByteBuffer.allocateDirect(images * Preprocessing.BYTES));
    }
  }

  Optional<ByteBuffer> poll() {
    return Optional.ofNullable(free.poll());
  }

  Optional<ByteBuffer> poll(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(free.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
  }

  void giveBack(ByteBuffer buffer) {
    free.add(buffer);
  }
}
