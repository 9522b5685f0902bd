package io.thoraflow.contract.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Work that one transaction does at a time: the row of a small table that only roles with that work
 * may lock, until the transaction ends.
 *
 * <p>Not PostgreSQL's advisory locks, which ask for no right: whoever may log in, a dashboard
 * included, could hold them and keep everybody waiting.
 */
public enum Turn {
  LABELS("label_turn"),
  MODELS("model_turn"),
  TRAINING("training_turn");

  private final String table;

  Turn(String table) {
    this.table = table;
  }

  /** Alone from now on. */
  public void take(Connection connection) throws SQLException {
    lock(connection, "UPDATE");
  }

  /** Waits for whoever has the turn, and lets none begin. */
  void await(Connection connection) throws SQLException {
    lock(connection, "SHARE");
  }

  private void lock(Connection connection, String strength) throws SQLException {
    String lock = "SELECT 1 FROM %s FOR %s".formatted(table, strength);
    if (Sql.query(connection, lock, row -> true).isEmpty()) {
      throw new IllegalStateException(
          "table %s must have one row, but has none: as the owner, INSERT INTO %s DEFAULT VALUES"
              .formatted(table, table));
    }
  }
}
