package io.thoraflow.contract.message;

/** The Kafka topics that connect the processes. */
public final class Topics {
  /** One record per X-ray; key: the study pseudonym, else the SHA-256. */
  public static final String XRAY_RECEIVED = "xray.received";

  /** One record per file that cannot be diagnosed, with the reason. */
  public static final String XRAY_REJECTED = "xray.rejected";

  /** Records that a worker could not process, unchanged, with the reason in their headers. */
  public static final String XRAY_DEAD = "xray.dead";

  /** Compacted; a hint to look at the database at once instead of at the next poll. */
  public static final String MODEL_PUBLISHED = "model.published";

  /** Every record stays below this size: 4 MiB. */
  public static final int MAX_RECORD_BYTES = 4 << 20;

  private Topics() {}
}
