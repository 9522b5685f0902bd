package io.thoraflow.worker.batch;

import io.thoraflow.worker.decode.Decoded;
import io.thoraflow.worker.decode.Decoding;
import io.thoraflow.worker.decode.XrayDecoder;
import io.thoraflow.worker.delivery.Delivery;
import io.thoraflow.worker.delivery.Priority;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import io.thoraflow.worker.swap.LoadedModel;
import io.thoraflow.worker.swap.ServingModel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Forms batches by size or delay, and has their records decoded meanwhile. Used by the consumer's
 * thread alone.
 */
public final class BatchAssembler {
  private final Priority priority;
  private final int batchSize;
  private final Duration delay;
  private final ServingModel serving;
  private final BufferPool buffers;
  private final XrayDecoder decoder;
  private final Executor decoding;
  private final BatchQueue ready;
  private final WorkerMetrics metrics;
  private Batch open;

  /**
   * @param priority of all records
   * @param delay how long a batch waits for more records after its first
   * @param decoding runs the decoder; needs no bound of its own, as no more than the pool's buffers
   *     hold waits for it
   */
  public BatchAssembler(
      Priority priority,
      int batchSize,
      Duration delay,
      ServingModel serving,
      BufferPool buffers,
      XrayDecoder decoder,
      Executor decoding,
      BatchQueue ready,
      WorkerMetrics metrics) {
    this.priority = priority;
    this.batchSize = batchSize;
    this.delay = delay;
    this.serving = serving;
    this.buffers = buffers;
    this.decoder = decoder;
    this.decoding = decoding;
    this.ready = ready;
    this.metrics = metrics;
  }

  /** Whether a record can be added now; if so, one must be. */
  public boolean hasRoom() {
    if (open == null) {
      openIn(buffers.poll());
    }
    return open != null;
  }

  /** As {@link #hasRoom}, but waits for a buffer to become free. */
  public boolean awaitRoom(Duration timeout) throws InterruptedException {
    if (open == null) {
      openIn(buffers.poll(timeout));
    }
    return open != null;
  }

  private void openIn(Optional<ByteBuffer> buffer) {
    open =
        buffer
            .map(images -> new Batch(priority, serving.acquire(), buffers, images, batchSize))
            .orElse(null);
  }

  /** Adds a record after {@link #hasRoom} was true. */
  public void add(Delivery delivery) {
    Batch batch = open;
    int slot = batch.add(delivery);
    decoding.execute(() -> decode(batch, slot, delivery));
    if (batch.isFull()) {
      close();
    }
  }

  private void decode(Batch batch, int slot, Delivery delivery) {
    LoadedModel model = batch.model();
    Decoding result = decoder.decode(delivery.record(), model.preprocessing(), batch.target(slot));
    if (result instanceof Decoded decoded) {
      metrics.decoded(decoded.took());
    }
    if (batch.decoded(slot, result)) {
      ready.put(batch);
    }
  }

  /** Closes the open batch if its delay is over. */
  public void closeIfDue() {
    if (open != null && open.age().compareTo(delay) >= 0) {
      close();
    }
  }

  /** Closes the open batch, if there is one. */
  public void close() {
    Batch batch = open;
    open = null;
    if (batch != null && batch.close()) {
      ready.put(batch);
    }
  }

  /** How long until the open batch is due; empty if none is open. */
  public Optional<Duration> untilDue() {
    return Optional.ofNullable(open).map(batch -> delay.minus(batch.age()));
  }
}
