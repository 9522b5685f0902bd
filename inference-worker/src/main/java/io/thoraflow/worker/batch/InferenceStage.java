package io.thoraflow.worker.batch;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.decode.Decoded;
import io.thoraflow.worker.decode.Decoding;
import io.thoraflow.worker.decode.Undecodable;
import io.thoraflow.worker.delivery.Delivery;
import io.thoraflow.worker.delivery.Priority;
import io.thoraflow.worker.model.Prediction;
import io.thoraflow.worker.monitoring.Heartbeat;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import io.thoraflow.worker.store.Diagnosis;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A thread that runs the model, batch after batch, while others decode and store.
 *
 * <p>Two of them keep all cores busy: while the operations of one batch wait for their slowest
 * part, the other batch has work. On a GPU one copies while the other computes.
 */
public final class InferenceStage implements Runnable {
  private final BatchQueue ready;
  private final OutcomeQueue outcomes;
  private final BatchPredictor predictor;
  private final int maxAttempts;
  private final WorkerMetrics metrics;
  private final Heartbeat heartbeat;

  /**
   * @param maxAttempts how often an image is tried that the model fails on
   */
  public InferenceStage(
      BatchQueue ready,
      OutcomeQueue outcomes,
      int maxAttempts,
      WorkerMetrics metrics,
      Heartbeat heartbeat) {
    this.ready = ready;
    this.outcomes = outcomes;
    this.predictor = new BatchPredictor(maxAttempts);
    this.maxAttempts = maxAttempts;
    this.metrics = metrics;
    this.heartbeat = heartbeat;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        heartbeat.rest();
        Batch batch = ready.take();
        heartbeat.beat();
        List<Outcome> results = process(batch);
        heartbeat.rest();
        // Waits while the store is behind: that is the way back-pressure takes.
        outcomes.put(results);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Outcome> process(Batch batch) throws InterruptedException {
    try {
      List<Outcome> results = new ArrayList<>(batch.deliveries().size());
      List<Sample> samples = compact(batch, results);
      if (!samples.isEmpty()) {
        predict(batch, samples, results);
      }
      return results;
    } finally {
      batch.release();
    }
  }

  /** A decoded record; its image is at the same index in the compacted buffer. */
  private record Sample(Delivery delivery, Decoded decoded) {}

  /** Closes the gaps that undecodable records left, as the model takes images without gaps. */
  private static List<Sample> compact(Batch batch, List<Outcome> results) {
    List<Sample> samples = new ArrayList<>(batch.deliveries().size());
    ByteBuffer images = batch.images();
    for (int slot = 0; slot < batch.deliveries().size(); slot++) {
      Delivery delivery = batch.deliveries().get(slot);
      Decoding decoding = batch.decoding(slot);
      if (decoding instanceof Decoded decoded) {
        if (samples.size() < slot) {
          images.put(
              samples.size() * Preprocessing.BYTES,
              images.duplicate(),
              slot * Preprocessing.BYTES,
              Preprocessing.BYTES);
        }
        samples.add(new Sample(delivery, decoded));
      } else if (decoding instanceof Undecodable undecodable) {
        results.add(new Outcome.Failed(delivery, undecodable.reason(), undecodable.attempts()));
      }
    }
    return samples;
  }

  private void predict(Batch batch, List<Sample> samples, List<Outcome> results)
      throws InterruptedException {
    int count = samples.size();
    long start = System.nanoTime();
    List<Optional<Prediction>> predictions =
        predictor.predict(batch.model(), batch.images(), count);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    metrics.inferred(count, took);
    for (int i = 0; i < count; i++) {
      results.add(outcome(batch, samples.get(i), predictions.get(i), count, took));
    }
  }

  private Outcome outcome(
      Batch batch, Sample sample, Optional<Prediction> prediction, int count, Duration took) {
    if (prediction.isEmpty()) {
      return new Outcome.Failed(
          sample.delivery(),
          "the model fails on this image alone, or its numbers for it are not finite",
          maxAttempts);
    }
    Duration queued =
        QueueDelay.of(batch.priority(), sample.decoded().message(), sample.delivery());
    if (batch.priority() == Priority.ARRIVAL) {
      metrics.queued(queued);
    }
    return new Outcome.Diagnosed(
        sample.delivery(),
        new Diagnosis(
            sample.decoded().message(),
            batch.model().manifest(),
            prediction.get(),
            new Diagnosis.Run(
                batch.model().preprocessing().fingerprint(),
                batch.model().classifier().device(),
                count,
                queued,
                sample.decoded().took(),
                took.dividedBy(count))));
  }
}
