package io.thoraflow.embedded.testing;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real PostgreSQL server, started once per test JVM. Every test class gets a database of its own,
 * migrated and with all roles.
 *
 * <pre>{@code
 * @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();
 * }</pre>
 */
public final class DatabaseExtension implements BeforeAllCallback, AfterAllCallback {
  private static final Path HOME = TestFolders.forThisJvm("database");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int CONNECTIONS = 4;
  private static EmbeddedDatabase server;

  private final Map<Role, Database> pools = new EnumMap<>(Role.class);
  private String name;

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
    name = "test_" + NUMBER.incrementAndGet();
    server().ensureDatabase(name);
    Map<Role, String> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      passwords.put(role, password(role));
    }
    Roles.ensure(administrator(), passwords);
    try (Database owner = Database.open(config(Role.OWNER), "migrations", 2)) {
      Migrations.migrate(owner.dataSource());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    pools.values().forEach(Database::close);
    pools.clear();
  }

  /** How a process of that role reaches this test class's database. */
  public DatabaseConfig config(Role role) {
    return new DatabaseConfig(server().url(name), role.user(), password(role));
  }

  /** A pooled source, closed after the test class. */
  public DataSource dataSource(Role role) {
    return pools
        .computeIfAbsent(role, key -> Database.open(config(key), "test", CONNECTIONS))
        .dataSource();
  }

  /** Connects as the superuser. */
  public DataSource administrator() {
    return server().administrator(name);
  }

  /**
   * Changes rows as the owner may.
   *
   * @param sql with one {@code ?} for each parameter
   */
  public void execute(String sql, Object... parameters) throws SQLException {
    try (Connection connection = dataSource(Role.OWNER).getConnection()) {
      var unused = Sql.update(connection, sql, parameters);
    }
  }

  /** Empties every table; numbers of model versions go on. */
  public void clear() throws SQLException {
    try (Connection connection = dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "TRUNCATE xray, diagnosis, rejection, label, model_version, model_event, model_refusal,"
              + " model_signature_due, training_run, erasure, erased_xray, retention");
    }
  }

  /** Starts the server unless it runs, on the same address and data as before. */
  public void start() {
    synchronized (DatabaseExtension.class) {
      if (server == null || !server.isAlive()) {
        boolean first = server == null;
        server = EmbeddedDatabase.start(HOME, 0, TestFolders.shared("postgresql"));
        if (first) {
          Runtime.getRuntime().addShutdownHook(new Thread(DatabaseExtension::end));
        }
      }
    }
  }

  /** An outage. */
  public void stop() {
    server().close();
  }

  private static synchronized EmbeddedDatabase server() {
    return server;
  }

  private static synchronized void end() {
    server.close();
    TestFolders.delete(HOME);
  }

  /** Users belong to the server and not to a database, so all test classes share them. */
  private static String password(Role role) {
    return "secret of " + role.user();
  }
}
