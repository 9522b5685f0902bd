package io.thoraflow.contract.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

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
   * owner.
   *
   * @param administrator connects to the Thoraflow database as a superuser, or as a user who may
   *     create roles
   * @param passwords of all roles
   */
  public static void ensure(DataSource administrator, Map<Role, String> passwords) {
    try (Connection connection = administrator.getConnection();
        Statement statement = connection.createStatement()) {
      for (Role role : Role.values()) {
        String verb = exists(connection, role) ? "ALTER" : "CREATE";
        statement.execute(
            literal(
                connection,
                verb + " ROLE " + role.user() + " LOGIN PASSWORD %L",
                passwords.get(role)));
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

  /** Lets PostgreSQL itself quote the secret, as DDL takes no parameters. */
  private static String literal(Connection connection, String format, String value)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT format(?, ?::text)")) {
      query.setString(1, format);
      query.setString(2, value);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
