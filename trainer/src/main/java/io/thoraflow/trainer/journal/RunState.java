package io.thoraflow.trainer.journal;

import io.thoraflow.contract.database.ModelState;
import java.util.Locale;

/** What has become of a training run. */
public enum RunState {
  RUNNING,
  /** Its model serves. */
  PUBLISHED,
  /** Its model waits for a person to promote it. */
  CANDIDATE,
  /** The gate refused its model. */
  REFUSED,
  /** It came to no model. */
  FAILED,
  /** Its process was stopped, or died. What it had computed is kept. */
  INTERRUPTED;

  /** Of a run that has come to a model. */
  public static RunState of(ModelState model) {
    return switch (model) {
      case SERVING -> PUBLISHED;
      case REFUSED -> REFUSED;
      default -> CANDIDATE;
    };
  }

  /** As it stands in the database and in metrics. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
