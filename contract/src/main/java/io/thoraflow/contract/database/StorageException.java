package io.thoraflow.contract.database;

import java.sql.SQLException;

/**
 * PostgreSQL could not do its part: retry, then stop; nothing was committed.
 *
 * <p>Names the SQLState only, as the driver's own text may quote row values; of a missing right it
 * says for what it is missing.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** PostgreSQL's "insufficient privilege". */
  private static final String MISSING_RIGHT = "42501";

  private final String sqlState;

  public StorageException(String what, SQLException cause) {
    super(
        "%s failed with SQLState %s%s".formatted(what, state(cause), right(cause)),
        withoutValues(cause));
    this.sqlState = state(cause);
  }

  /** Five characters as in PostgreSQL's appendix A, {@code none} where the driver gave none. */
  public String sqlState() {
    return sqlState;
  }

  private static String state(SQLException cause) {
    return cause.getSQLState() == null ? "none" : cause.getSQLState();
  }

  /** Such as {@code : permission denied for table label}, which holds no value. */
  private static String right(SQLException cause) {
    return MISSING_RIGHT.equals(state(cause))
        ? ": %s; DATABASE_USER must be of the role that may"
            .formatted(cause.getMessage().lines().findFirst().orElse("").replace("ERROR: ", ""))
        : "";
  }

  private static SQLException withoutValues(SQLException cause) {
    SQLException stripped = new SQLException("SQLState " + state(cause), cause.getSQLState());
    stripped.setStackTrace(cause.getStackTrace());
    return stripped;
  }
}
