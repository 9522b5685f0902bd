package io.thoraflow.contract.database;

import java.sql.SQLException;

/**
 * PostgreSQL could not do its part: retry, then stop; nothing was committed.
 *
 * <p>Names the SQLState only: the driver's own text may quote row values.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public StorageException(String what, SQLException cause) {
    super("%s failed with SQLState %s".formatted(what, state(cause)), withoutValues(cause));
    this.sqlState = state(cause);
  }

  /** Five characters as in PostgreSQL's appendix A, {@code none} where the driver gave none. */
  public String sqlState() {
    return sqlState;
  }

  private static String state(SQLException cause) {
    return cause.getSQLState() == null ? "none" : cause.getSQLState();
  }

  private static SQLException withoutValues(SQLException cause) {
    SQLException stripped = new SQLException("SQLState " + state(cause), cause.getSQLState());
    stripped.setStackTrace(cause.getStackTrace());
    return stripped;
  }
}
