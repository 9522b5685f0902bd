package io.thoraflow.contract.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.util.PasswordUtil;

/**
 * Makes the database users and the schema, as an administrator, before the first migration.
 * Idempotent.
 */
public final class Roles {
  /**
   * A panel or a report that never ends, a session that is left open and a pool that grows must not
   * take from the pipeline what it needs. The times are where a session begins: it may set others.
   */
  private static final List<String> DASHBOARD_LIMITS =
      List.of(
          "SET statement_timeout = '60s'",
          "SET lock_timeout = '5s'",
          "SET idle_in_transaction_session_timeout = '60s'",
          "CONNECTION LIMIT 40");

  private Roles() {}

  /**
   * Creates every role that is missing, sets the given passwords, and gives the schema to the
   * owner. The server sees SCRAM-SHA-256 verifiers, and no password.
   *
   * @param administrator connects to the Thoraflow database as a superuser, or as a user who may
   *     create roles
   * @param passwords of all roles
   */
  public static void ensure(DataSource administrator, Map<Role, String> passwords) {
    try (Connection connection = administrator.getConnection();
        Statement statement = connection.createStatement()) {
      for (Role role : Role.values()) {
        statement.execute(
            "%s ROLE %s LOGIN PASSWORD '%s'"
                .formatted(
                    exists(connection, role) ? "ALTER" : "CREATE",
                    role.user(),
                    verifier(passwords.get(role))));
        statement.execute(
            "ALTER ROLE %s SET search_path = %s".formatted(role.user(), Database.SCHEMA));
      }
      for (String limit : DASHBOARD_LIMITS) {
        statement.execute("ALTER ROLE %s %s".formatted(Role.DASHBOARD.user(), limit));
      }
      // PostgreSQL 16 and later let a user who is no superuser give a schema only to a role that it
      // is a member of.
      statement.execute("GRANT %s TO CURRENT_USER".formatted(Role.OWNER.user()));
      statement.execute(
          "CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION %s"
              .formatted(Database.SCHEMA, Role.OWNER.user()));
    } catch (SQLException e) {
      throw new StorageException("creating the database roles", e);
    }
  }

  private static boolean exists(Connection connection, Role role) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
      query.setString(1, role.user());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  /**
   * What the server checks a login against (RFC 5803), made here as the server would make it, so
   * that the password itself is never sent: a server may log statements.
   *
   * @return Base64, digits, {@code -}, {@code $} and {@code :} only
   */
  private static String verifier(String password) {
    return PasswordUtil.encodeScramSha256(password.toCharArray());
  }
}
