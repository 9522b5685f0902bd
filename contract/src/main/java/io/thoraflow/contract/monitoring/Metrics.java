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

  /** Counter by {@code note}: X-rays about which something was odd and did not hinder reading. */
  public static final String READING_NOTES = "xray.reading.notes";

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

  /** Gauge: 1 while a version serves in this worker that a trusted key has signed, else 0. */
  public static final String MODEL_SIGNED = "model.signed";

  /** Counter by {@code outcome}: published, candidate, refused, failed or interrupted. */
  public static final String TRAINING_RUNS = "training.runs";

  /** Gauge: when the last training run ended, in seconds since 1970, 0 before the first. */
  public static final String LAST_TRAINING_ENDED = "training.last.run.timestamp.seconds";

  /** Gauge: how long the last training run took, in seconds. */
  public static final String LAST_TRAINING_TOOK = "training.last.run.duration.seconds";

  /** Gauge: 1 if the last training run failed, by whichever process, else 0. */
  public static final String LAST_TRAINING_FAILED = "training.last.run.failed";

  /**
   * Gauge: for how many seconds a training run has been due: enough labels wait, and the schedule's
   * time has come; 0 otherwise.
   */
  public static final String TRAINING_OVERDUE = "training.overdue.seconds";

  /** Gauge: labels that no training run has learnt from yet. */
  public static final String NEW_LABELS = "training.new.labels";

  /** Gauge by {@code topic}: age of the oldest record that this worker has read but not settled. */
  public static final String QUEUE_AGE = "xray.queue.age.seconds";

  /** Counter: batches that had to be written again, as the database did not take them. */
  public static final String STORE_RETRIES = "xray.store.retries";

  /** Counter: model versions that this worker could not verify, each retry counted. */
  public static final String MODEL_REFUSED = "model.refused";

  /** Counter by {@code what}: diagnoses and heat maps that were deleted as they had grown old. */
  public static final String DIAGNOSIS_EXPIRED = "xray.diagnosis.expired";

  /** Counter: originals that were deleted from the archive as they had grown old. */
  public static final String ORIGINAL_EXPIRED = "xray.original.expired";

  /** Gauge: files in the inbox, those aside that are still being written. */
  public static final String INBOX_FILES = "inbox.files";

  /** Gauge: how long the oldest of them has been there. */
  public static final String INBOX_OLDEST = "inbox.oldest.seconds";

  /**
   * Gauge: files in the inbox, and folders of file servers, that are left alone for their names.
   */
  public static final String INBOX_IGNORED = "inbox.ignored";

  /** Gauge: folders of the inbox that ingest may not list, and entries that it may not look at. */
  public static final String INBOX_UNREADABLE = "inbox.unreadable";

  /** Gauge by {@code folder}: bytes that its disk has left. */
  public static final String DISK_FREE = "disk.free.bytes";

  /** Gauge by {@code folder}: bytes that its disk holds in all. */
  public static final String DISK_TOTAL = "disk.total.bytes";

  /** Gauge: with less than that free, ingest takes no files. */
  public static final String DISK_WATERMARK = "disk.watermark.bytes";

  /** Gauge by {@code check}: 1 while that check of readiness finds no problem, else 0. */
  public static final String HEALTH_READY = "health.ready";

  /** Counter by {@code topic}: records that Kafka removed before they were read. */
  public static final String RECORDS_EXPIRED = "kafka.records.expired";

  /**
   * Gauge by {@code against} ({@code broker}, {@code database}, or {@code elapsed}: the time that
   * has certainly passed): how many seconds this machine's clock is ahead, below zero where behind.
   */
  public static final String CLOCK_SKEW = "clock.skew.seconds";

  /**
   * Gauge by {@code what} ({@code originals}, {@code diagnoses} or {@code heatmaps}): 1 while
   * retention deletes nothing until an operator allows it, else 0.
   */
  public static final String RETENTION_REFUSED = "retention.refused";

  /** Gauge by {@code version}, always 1: which release runs. */
  public static final String BUILD = "build.info";

  private Metrics() {}
}
