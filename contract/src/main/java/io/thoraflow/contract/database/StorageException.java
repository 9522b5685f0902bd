package io.thoraflow.contract.database;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern DENIED =
      Pattern.compile("permission denied for [a-z]+ [A-Za-z_][A-Za-z0-9_]*");

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

  /** Such as {@code : permission denied for table label}; nothing else of the driver's text. */
  private static String right(SQLException cause) {
    Matcher denied = DENIED.matcher(String.valueOf(cause.getMessage()));
    return MISSING_RIGHT.equals(state(cause)) && denied.find()
        ? ": %s; DATABASE_USER must be of the role that may".formatted(denied.group())
        : "";
  }

  private static SQLException withoutValues(SQLException cause) {
    SQLException stripped = new SQLException("SQLState " + state(cause), cause.getSQLState());
    stripped.setStackTrace(cause.getStackTrace());
    return stripped;
  }
}
