package io.thoraflow.trainer.journal;

import java.util.Locale;

/** What has become of a training run. */
public enum RunState {
  RUNNING,
  /** Its model serves. */
  PUBLISHED,
  /** The gate refused its model. */
  REFUSED,
  /** It came to no model. */
  FAILED,
  /** Its process was stopped, or died. What it had computed is kept. */
  INTERRUPTED;

  /** As it stands in the database and in metrics. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
