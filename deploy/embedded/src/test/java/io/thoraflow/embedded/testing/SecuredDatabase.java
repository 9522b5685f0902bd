package io.thoraflow.embedded.testing;

import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL that takes connections under TLS only, with all roles and the schema. */
public final class SecuredDatabase implements AutoCloseable {
  private static final String NAME = "thoraflow";

  private final EmbeddedDatabase server;
  private final Authority authority;

  private SecuredDatabase(EmbeddedDatabase server, Authority authority) {
    this.server = server;
    this.authority = authority;
  }

  /**
   * @param authority signs the server's certificate
   */
  public static SecuredDatabase start(Path home, Authority authority)
      throws IOException, GeneralSecurityException, SQLException {
    EmbeddedDatabase server = EmbeddedDatabase.start(home, 0, TestFolders.shared("postgresql"));
    SecuredDatabase database = new SecuredDatabase(server, authority);
    try {
      server.ensureDatabase(NAME);
      database.requireTls(home.resolve("data"));
      Map<Role, String> passwords = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        passwords.put(role, passwordOf(role));
      }
      Roles.ensure(server.administrator(NAME), passwords);
      try (Database owner = database.open(Role.OWNER)) {
        Migrations.migrate(owner.dataSource());
      }
      return database;
    } catch (IOException | GeneralSecurityException | SQLException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** As {@code docs/security.md} says; the server is told to read it anew. */
  private void requireTls(Path data) throws IOException, GeneralSecurityException, SQLException {
    Authority.Identity identity = authority.issue("postgresql", "ip:127.0.0.1");
    copy(identity.key(), data.resolve("server.key"));
    copy(identity.certificate(), data.resolve("server.crt"));
    try (Connection connection = server.administrator(NAME).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET ssl = on");
      Files.write(
          data.resolve("pg_hba.conf"),
          List.of(
              "host all postgres 127.0.0.1/32 scram-sha-256",
              "hostssl all all 127.0.0.1/32 scram-sha-256"));
      statement.execute("SELECT pg_reload_conf()");
    }
    // The server reads it when it comes to it.
    await().until(this::offersTls);
  }

  private boolean offersTls() throws SQLException {
    try (Connection connection = server.administrator(NAME).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW ssl")) {
      return row.next() && row.getString(1).equals("on");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static String passwordOf(Role role) {
    return "secret of " + role.user();
  }

  /** The settings of a process of that role. */
  public Map<String, String> settings(Role role) {
    return Map.of(
        "DATABASE_URL", url(authority),
        "DATABASE_USER", role.user(),
        "DATABASE_PASSWORD", passwordOf(role));
  }

  /** As an administrator does it who wants it to count at once: standing connections end, too. */
  public void changePassword(Role role, String password) throws SQLException {
    try (Connection connection = server.administrator(NAME).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(role.user(), password));
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
              .formatted(role.user()));
    }
  }

  /**
   * @param trusted may be another authority than the one that signed the server's certificate
   */
  public String url(Authority trusted) {
    return server.url(NAME) + "?sslmode=verify-full&sslrootcert=" + trusted.certificate();
  }

  public Database open(Role role) {
    Map<String, String> settings = settings(role);
    return Database.open(
        new DatabaseConfig(
            settings.get("DATABASE_URL"),
            settings.get("DATABASE_USER"),
            settings.get("DATABASE_PASSWORD")),
        "test",
        2);
  }

  @Override
  public void close() {
    server.close();
  }
}
