package io.thoraflow.trainer.data;

import java.nio.file.Path;

/** Nothing can be trained on this data as it is: a person must correct it. */
public final class InvalidDataSetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String forLogs;

  /**
   * @param message holds no name that somebody gave to a file or a folder
   */
  InvalidDataSetException(String message) {
    super(message);
    this.forLogs = message;
  }

  /**
   * @param folder named to the person who asked, and never in logs: its name may be a patient's
   * @param kind what the folder is, in its place
   */
  InvalidDataSetException(Path folder, String kind, String problem) {
    this(folder, kind, problem, problem);
  }

  /**
   * @param forLogs the problem without names that somebody gave
   */
  InvalidDataSetException(Path folder, String kind, String problem, String forLogs) {
    super("%s %s".formatted(folder, problem));
    this.forLogs = "%s %s".formatted(kind, forLogs);
  }

  /** The message without names that may be patients'. */
  public String forLogs() {
    return forLogs;
  }
}
