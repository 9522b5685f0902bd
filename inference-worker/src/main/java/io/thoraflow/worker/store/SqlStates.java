package io.thoraflow.worker.store;

import java.sql.SQLException;

/**
 * What a failed statement means for what it tried to write.
 *
 * @see <a href="https://www.postgresql.org/docs/17/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
public final class SqlStates {
  private SqlStates() {}

  /**
   * Whether a row itself is at fault: class 22, data exception, or 23, integrity constraint
   * violation. Everything else, from a lost connection (08) over missing resources (53) and
   * shutdown (57) to a missing right (42501), is the database's state, which passes or is repaired:
   * the row is tried again.
   */
  public static boolean isDataError(SQLException e) {
    String state = state(e);
    return state.startsWith("22") || state.startsWith("23");
  }

  /** Five characters, {@code none} where the driver gave none. */
  public static String state(SQLException e) {
    return e.getSQLState() == null ? "none" : e.getSQLState();
  }
}
