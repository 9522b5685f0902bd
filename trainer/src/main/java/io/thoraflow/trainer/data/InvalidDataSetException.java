package io.thoraflow.trainer.data;

/** Nothing can be trained on this data as it is: a person must correct it. */
public final class InvalidDataSetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String forLogs;

  InvalidDataSetException(String message) {
    this(message, message);
  }

  /**
   * @param forLogs the same without names that somebody gave to files or folders, as they may be
   *     patients'
   */
  InvalidDataSetException(String message, String forLogs) {
    super(message);
    this.forLogs = forLogs;
  }

  /** The message without names that may be patients'. */
  public String forLogs() {
    return forLogs;
  }
}
