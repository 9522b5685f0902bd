package io.thoraflow.contract.message;

/** The Kafka topics that connect the processes. */
public final class Topics {
  /** One record per X-ray; key: the study pseudonym, else the SHA-256. */
  public static final String XRAY_RECEIVED = "xray.received";

  /**
   * Archived X-rays that the serving model shall read, too; as {@link #XRAY_RECEIVED}. Workers turn
   * to them when nothing has arrived.
   */
  public static final String XRAY_REDIAGNOSE = "xray.rediagnose";

  /** One record per file that cannot be diagnosed, with the reason. */
  public static final String XRAY_REJECTED = "xray.rejected";

  /** Records that a worker could not process, unchanged, with the reason in their headers. */
  public static final String XRAY_DEAD = "xray.dead";

  /** Compacted; a hint to look at the database at once instead of at the next poll. */
  public static final String MODEL_PUBLISHED = "model.published";

  /** Every record stays below this size: 4 MiB. */
  public static final int MAX_RECORD_BYTES = 4 << 20;

  /** The consumer group that replays dead letters. */
  public static final String REPLAY_GROUP = "thoraflow-replay";

  private Topics() {}

  /**
   * The consumer group that reads {@link #XRAY_REDIAGNOSE}: one of its own, so that how far old
   * X-rays are read never moves how far new ones are.
   *
   * @param workers the group that reads {@link #XRAY_RECEIVED}
   */
  public static String rediagnosisGroup(String workers) {
    return workers + "-rediagnosis";
  }

  /**
   * The consumer group that copies {@link #XRAY_REJECTED} to the database.
   *
   * @param workers the group that reads {@link #XRAY_RECEIVED}
   */
  public static String rejectionsGroup(String workers) {
    return workers + "-rejections";
  }
}
