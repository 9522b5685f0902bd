package io.thoraflow.contract.monitoring;

/**
 * Metric names as Micrometer takes them; Prometheus sees dots as underscores, counters end in
 * {@code _total} and timers in {@code _seconds}. Dashboards and alerts rely on them.
 */
public final class Metrics {
  /** Counter: X-rays that the broker acknowledged. */
  public static final String RECEIVED = "xray.received";

  /** Counter by {@code reason}. */
  public static final String REJECTED = "xray.rejected";

  /** Counter by {@code label} and {@code model_version}: rows committed. */
  public static final String DIAGNOSED = "xray.diagnosed";

  /** Counter: records sent to the dead-letter topic. */
  public static final String DEAD = "xray.dead";

  /** Timer: from ingest's reading to the worker's. */
  public static final String QUEUE = "xray.queue";

  /** Timer: decoding and preprocessing of one X-ray. */
  public static final String DECODE = "xray.decode";

  /** Timer: the prediction of one batch. */
  public static final String INFERENCE = "xray.inference";

  /** Timer: storing one batch. */
  public static final String STORE = "xray.store";

  /** Summary: X-rays in a batch. */
  public static final String BATCH_SIZE = "xray.batch.size";

  /** Gauge by {@code topic}: records this worker has yet to read from its partitions. */
  public static final String CONSUMER_LAG = "kafka.consumergroup.lag";

  /** Gauge: the version that serves in this worker, 0 before the first. */
  public static final String MODEL_VERSION_IN_USE = "model.version.in.use";

  /** Counter by {@code outcome}: published, refused, failed or interrupted. */
  public static final String TRAINING_RUNS = "training.runs";

  /** Gauge: when the last training run ended, in seconds since 1970, 0 before the first. */
  public static final String LAST_TRAINING_ENDED = "training.last.run.timestamp.seconds";

  /** Gauge: how long the last training run took, in seconds. */
  public static final String LAST_TRAINING_TOOK = "training.last.run.duration.seconds";

  /** Gauge: labels that no training run has learnt from yet. */
  public static final String NEW_LABELS = "training.new.labels";

  private Metrics() {}
}
