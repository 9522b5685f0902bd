package io.thoraflow.contract.database;

import java.util.Locale;

/** What the pipeline does with a model version. */
public enum ModelState {
  /** Made, not yet decided upon. */
  CANDIDATE,
  /** The one that workers use. */
  SERVING,
  /** Did not pass the gate. */
  REFUSED,
  /** Served before; may serve again. */
  RETIRED,
  /** Its files are deleted, so it never serves again; its row stays as history. */
  PRUNED;

  /** As in the database, lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ModelState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
