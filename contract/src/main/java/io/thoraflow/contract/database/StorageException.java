package io.thoraflow.contract.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL could not do its part: retry, then stop; nothing was committed.
 *
 * <p>Names the SQLState and what it means, as the driver's own text may quote row values; of a
 * missing right it says for what it is missing.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** PostgreSQL's "insufficient privilege". */
  private static final String MISSING_RIGHT = "42501";

  private static final Pattern DENIED =
      Pattern.compile("permission denied for [a-z]+ [A-Za-z_][A-Za-z0-9_]*");

  private final String sqlState;

  public StorageException(String what, SQLException cause) {
    super(sentence(what, cause), withoutValues(cause));
    this.sqlState = SqlStates.of(cause);
  }

  /** Five characters as in PostgreSQL's appendix A, {@code none} where the driver gave none. */
  public String sqlState() {
    return sqlState;
  }

  private static String sentence(String what, SQLException cause) {
    String state = SqlStates.of(cause);
    String failed =
        SqlStates.isAway(state)
            ? what + " failed"
            : "%s failed with SQLState %s".formatted(what, state);
    return right(cause)
        .or(() -> SqlStates.meaning(state))
        .map(meaning -> failed + ": " + meaning)
        .orElse(failed);
  }

  /** Such as {@code permission denied for table label}; nothing else of the driver's text. */
  private static Optional<String> right(SQLException cause) {
    Matcher denied = DENIED.matcher(String.valueOf(cause.getMessage()));
    return MISSING_RIGHT.equals(SqlStates.of(cause)) && denied.find()
        ? Optional.of("%s; DATABASE_USER must be of the role that may".formatted(denied.group()))
        : Optional.empty();
  }

  private static SQLException withoutValues(SQLException cause) {
    SQLException stripped =
        new SQLException("SQLState " + SqlStates.of(cause), cause.getSQLState());
    stripped.setStackTrace(cause.getStackTrace());
    return stripped;
  }
}
