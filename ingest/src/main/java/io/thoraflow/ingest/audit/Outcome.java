package io.thoraflow.ingest.audit;

import java.util.Locale;

/** Where a file's way has led so far. */
public enum Outcome {
  /** A committed row of {@code diagnosis}. */
  DIAGNOSED,
  /** A committed row of {@code rejection}, with the reason. */
  REJECTED,
  /** An acknowledged dead letter that waits for a replay. */
  DEAD_LETTERED,
  /** In the inbox, or in a record that is not yet dealt with. */
  IN_FLIGHT,
  /** It was diagnosed; retention has removed its original or its diagnosis since, as it may. */
  EXPIRED,
  /** It was erased on request, and nothing of it has come since. */
  ERASED,
  /** None of these: it was dropped, and nothing will come of it. */
  LOST;

  /** For people, such as {@code dead-lettered}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-').replace("in-flight", "in flight");
  }
}
