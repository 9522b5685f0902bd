package io.thoraflow.worker.batch;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.decode.Decoding;
import io.thoraflow.worker.delivery.Delivery;
import io.thoraflow.worker.delivery.Priority;
import io.thoraflow.worker.swap.LoadedModel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records on their way through one prediction: each has a slot in the batch's buffer, into which it
 * is decoded while others still arrive.
 *
 * <p>The consumer's thread adds records and closes the batch; decoding threads fill the slots. The
 * last of them all hands the batch on.
 */
final class Batch {
  private final Priority priority;
  private final LoadedModel model;
  private final BufferPool pool;
  private final ByteBuffer images;
  private final int capacity;
  private final long openedAt = System.nanoTime();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final Decoding[] decodings;

  /** Slots that are being decoded, and one more while the batch is open. */
  private final AtomicInteger pending = new AtomicInteger(1);

  /**
   * @param model taken for this batch
   * @param pool that the buffer goes back to
   * @param images direct, with room for {@code capacity} images
   */
  Batch(Priority priority, LoadedModel model, BufferPool pool, ByteBuffer images, int capacity) {
    this.priority = priority;
    this.model = model;
    this.pool = pool;
    this.images = images;
    this.capacity = capacity;
    this.decodings = new Decoding[capacity];
  }

  Priority priority() {
    return priority;
  }

  LoadedModel model() {
    return model;
  }

  ByteBuffer images() {
    return images;
  }

  List<Delivery> deliveries() {
    return deliveries;
  }

  Decoding decoding(int slot) {
    return decodings[slot];
  }

  boolean isFull() {
    return deliveries.size() == capacity;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - openedAt);
  }

  /**
   * @return the record's slot
   */
  int add(Delivery delivery) {
    pending.incrementAndGet();
    deliveries.add(delivery);
    return deliveries.size() - 1;
  }

  /** Where a slot's image belongs: {@value Preprocessing#BYTES} bytes. */
  ByteBuffer target(int slot) {
    return images.slice(slot * Preprocessing.BYTES, Preprocessing.BYTES);
  }

  /**
   * @return whether this was the last thing that the batch waited for
   */
  boolean decoded(int slot, Decoding decoding) {
    decodings[slot] = decoding;
    return pending.decrementAndGet() == 0;
  }

  /** Lets go of model and buffer: the batch is predicted. */
  void release() {
    model.release();
    pool.giveBack(images);
  }

  /**
   * No more records will come.
   *
   * @return whether this was the last thing that the batch waited for
   */
  boolean close() {
    return pending.decrementAndGet() == 0;
  }
}
