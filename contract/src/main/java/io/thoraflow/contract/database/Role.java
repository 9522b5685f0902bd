package io.thoraflow.contract.database;

import java.util.Locale;

/** The database roles, each with just the rights that its processes need. */
public enum Role {
  /** Owns the schema and runs migrations. */
  OWNER,
  /** Inference workers. */
  WORKER,
  /** The trainer and the model commands. */
  TRAINER,
  /** Clinicians' labels. */
  READER,
  /** Dashboards: reads everything, writes nothing. */
  DASHBOARD;

  /** The user name in PostgreSQL, such as {@code thoraflow_worker}. */
  public String user() {
    return "thoraflow_" + name().toLowerCase(Locale.ROOT);
  }
}
