package io.thoraflow.worker.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.monitoring.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a worker measures, under the names of {@link Metrics}. */
public final class WorkerMetrics {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final MeterRegistry registry;
  private final Timer queue;
  private final Timer decode;
  private final Timer inference;
  private final Timer store;
  private final DistributionSummary batchSize;
  private final Counter dead;
  private final Counter storeRetries;
  private final Counter refused;

  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.queue = timer(Metrics.QUEUE, "From ingest's reading of an X-ray to the worker's");
    this.decode = timer(Metrics.DECODE, "Decoding and preprocessing of one X-ray");
    this.inference = timer(Metrics.INFERENCE, "Prediction of one batch");
    this.store = timer(Metrics.STORE, "Storing of one batch, retries included");
    this.batchSize =
        DistributionSummary.builder(Metrics.BATCH_SIZE)
            .description("X-rays in a batch")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
            .register(registry);
    this.dead = counter(Metrics.DEAD, "Records sent to the dead-letter topic");
    this.storeRetries =
        counter(Metrics.STORE_RETRIES, "Batches written again, as the database did not take them");
    this.refused =
        counter(Metrics.MODEL_REFUSED, "Model versions that could not be verified, retries too");
    // So that their series are there before the first event, and rates can be computed.
    expired("diagnoses", 0);
    expired("heatmaps", 0);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(registry);
  }

  public void queued(Duration waited) {
    queue.record(waited);
  }

  public void decoded(Duration took) {
    decode.record(took);
  }

  public void inferred(int images, Duration took) {
    batchSize.record(images);
    inference.record(took);
  }

  public void stored(Duration took) {
    store.record(took);
  }

  /** A diagnosis is committed; one that was there already counts again. */
  public void diagnosed(String label, int modelVersion) {
    diagnosed(label, modelVersion, 1);
  }

  /** A version begins to serve: its series begin with it, so that rates can be computed. */
  public void serves(int modelVersion) {
    ModelManifest.CLASSES.forEach(label -> diagnosed(label, modelVersion, 0));
  }

  private void diagnosed(String label, int modelVersion, int rows) {
    registry
        .counter(Metrics.DIAGNOSED, "label", label, "model_version", Integer.toString(modelVersion))
        .increment(rows);
  }

  public void died() {
    dead.increment();
  }

  public void storeRetried() {
    storeRetries.increment();
  }

  public void refused() {
    refused.increment();
  }

  /**
   * @param what {@code diagnoses} or {@code heatmaps}
   */
  public void expired(String what, int rows) {
    registry.counter(Metrics.DIAGNOSIS_EXPIRED, "what", what).increment(rows);
  }

  /**
   * @param oldest when the oldest record was sent that is read and not settled, in milliseconds;
   *     empty: there is none
   */
  public void watchQueueAge(String topic, Supplier<OptionalLong> oldest, Clock clock) {
    Gauge.builder(
            Metrics.QUEUE_AGE,
            () -> {
              OptionalLong since = oldest.get();
              return since.isEmpty() ? 0 : Math.max(0, clock.millis() - since.getAsLong()) / 1e3;
            })
        .description("Age of the oldest record that this worker has read but not settled")
        .tag("topic", topic)
        .strongReference(true)
        .register(registry);
  }

  /** Counts records that were gone before they were read. */
  public Counter watchExpiredRecords(String topic) {
    return Counter.builder(Metrics.RECORDS_EXPIRED)
        .description("Records that Kafka removed before this worker's group had read them")
        .tag("topic", topic)
        .register(registry);
  }

  public void watchLag(String topic, Supplier<Number> records) {
    Gauge.builder(Metrics.CONSUMER_LAG, records)
        .description("Records that this worker has yet to read from its partitions")
        .tag("topic", topic)
        .strongReference(true)
        .register(registry);
  }

  /**
   * @param against whose clock this worker's is compared with
   * @param ahead in seconds
   */
  public void watchClockSkew(String against, Supplier<Number> ahead) {
    Gauge.builder(Metrics.CLOCK_SKEW, ahead)
        .description("How far this machine's clock is ahead")
        .tag("against", against)
        .strongReference(true)
        .register(registry);
  }

  /**
   * @param what {@code diagnoses} or {@code heatmaps}
   */
  public void watchRetentionRefused(String what, BooleanSupplier refused) {
    Gauge.builder(Metrics.RETENTION_REFUSED, () -> refused.getAsBoolean() ? 1 : 0)
        .description("1 while retention deletes nothing until an operator allows it")
        .tag("what", what)
        .strongReference(true)
        .register(registry);
  }

  public void watchModelVersion(Supplier<Number> version) {
    Gauge.builder(Metrics.MODEL_VERSION_IN_USE, version)
        .description("The model version that serves, 0 before the first")
        .strongReference(true)
        .register(registry);
  }

  /**
   * @param signed 1 or 0
   */
  public void watchModelSignature(Supplier<Number> signed) {
    Gauge.builder(Metrics.MODEL_SIGNED, signed)
        .description("1 while a version serves that a trusted key has signed, else 0")
        .strongReference(true)
        .register(registry);
  }
}
