package io.thoraflow.contract.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * The meaning of a failed statement: whose fault it is, what becomes of its connection, and how it
 * is said to people.
 *
 * @see <a href="https://www.postgresql.org/docs/17/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
public final class SqlStates {
  /** Where the driver or the pool gave none. */
  public static final String NONE = "none";

  public static final String FOREIGN_KEY_VIOLATION = "23503";
  public static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String READ_ONLY = "25006";

  /**
   * Of class 23: a row of this product names others of its own transaction and the model version
   * that read it. That such a row is not there is the database's state, as after the restore of an
   * older backup.
   */
  private static final Set<String> OTHER_ROWS = Set.of(FOREIGN_KEY_VIOLATION, "23001");

  private SqlStates() {}

  /**
   * Whether a row itself is at fault, so that it will be refused as often as it is tried: class 22,
   * data exception; 23, integrity constraint violation, but for those about other rows; 54, a limit
   * that its size exceeds, such as that of an index entry.
   *
   * <p>Everything else is the database's state, which passes or is repaired: a lost connection
   * (08), a read-only server (25006), a deadlock or a serialization failure (40), a missing right
   * or table (42), missing disk, memory or connections (53), a lock that is held (55), shutdown
   * (57), files that cannot be read or written (58). The row is tried again.
   */
  public static boolean isRowFault(SQLException e) {
    String state = of(e);
    return state.startsWith("22")
        || state.startsWith("54")
        || (state.startsWith("23") && !OTHER_ROWS.contains(state));
  }

  /**
   * Whether a connection is of no more use, though its server may answer: it leads to one that is
   * read-only (25006, after a failover), going away (57P), lost (08), broken inside (XX), or its
   * transaction cannot be ended (25P).
   */
  public static boolean isConnectionSpent(SQLException e) {
    String state = of(e);
    return state.equals(READ_ONLY)
        || isLost(state)
        || state.startsWith("25P")
        || state.startsWith("XX");
  }

  /** Five characters, those of a cause where the exception has none; else {@link #NONE}. */
  public static String of(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return NONE;
  }

  /**
   * Whether no answer came, or that of a server on its way down or up. Which of these it is changes
   * from one statement to the next while PostgreSQL is away, so people are not told it.
   */
  static boolean isAway(String state) {
    return state.equals(NONE) || isLost(state);
  }

  /** A connection that failed (08), or whose server goes down or comes up (57P). */
  private static boolean isLost(String state) {
    return state.startsWith("08") || state.startsWith("57P");
  }

  /** The meaning of a state, for those who have to do something about it. */
  static Optional<String> meaning(String state) {
    if (isAway(state)) {
      return Optional.of("PostgreSQL is away, or does not answer in time");
    }
    if (state.startsWith("53")) {
      return Optional.of("PostgreSQL lacks %s".formatted(resource(state)));
    }
    return Optional.ofNullable(
        switch (state) {
          case READ_ONLY ->
              "this PostgreSQL is read-only, as a standby is; DATABASE_URL must lead to the"
                  + " primary (targetServerType=primary where it names several hosts)";
          case FOREIGN_KEY_VIOLATION -> "a row names another that is not there";
          case LOCK_NOT_AVAILABLE -> "another session holds a lock that is needed; try again later";
          case "57014" -> "PostgreSQL ended it, as it took too long or its client had gone";
          default -> null;
        });
  }

  private static String resource(String state) {
    return switch (state) {
      case "53100" -> "free disk";
      case "53200" -> "memory";
      case "53300" -> "free connections";
      default -> "resources";
    };
  }
}
