package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.embedded.testing.TestFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby that streams from the primary takes its place. */
class FailoverTest {
  private static final String NAME = "thoraflow";
  private static final int CONNECTIONS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  /**
   * The primary goes on as a read-only server, as under a failover manager that fences it, or when
   * it comes back as a standby behind the same address: connections to it stay well, and refuse
   * every row.
   */
  @Test
  void whatHeldConnectionsToTheOldPrimaryWritesToTheNewOneAtOnce() throws Exception {
    Path installation = TestFolders.shared("postgresql");
    Path home = folder.resolve("primary");
    try (EmbeddedDatabase primary = EmbeddedDatabase.start(home, 0, installation)) {
      prepare(primary);
      Path copy = standby(primary, home);
      try (EmbeddedDatabase standby = EmbeddedDatabase.start(copy, 0, installation);
          Database worker = open(primary, standby)) {
        // Given
        occupyAll(worker);
        insert(worker, 'a');
        await().atMost(LIMIT).until(() -> xrays(standby).equals(List.of("a")));

        // When
        administer(primary, "ALTER SYSTEM SET default_transaction_read_only = on");
        administer(primary, "SELECT pg_reload_conf()");
        await().atMost(LIMIT).until(() -> isReadOnly(primary));
        administer(standby, "SELECT pg_promote(true, 30)");

        // Then: each connection is found out once.
        int refused = 0;
        while (!inserted(worker, 'b')) {
          assertThat(++refused).isLessThanOrEqualTo(CONNECTIONS);
        }
        assertThat(xrays(standby)).containsExactly("a", "b");
      }
    }
  }

  private static void prepare(EmbeddedDatabase primary) {
    primary.ensureDatabase(NAME);
    Map<Role, String> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      passwords.put(role, role.user());
    }
    Roles.ensure(primary.administrator(NAME), passwords);
    try (Database owner =
        Database.open(
            new DatabaseConfig(primary.url(NAME), Role.OWNER.user(), Role.OWNER.user()),
            "migrations",
            2)) {
      Migrations.migrate(owner.dataSource());
    }
  }

  /** PostgreSQL's low-level base backup, told to follow. */
  private Path standby(EmbeddedDatabase primary, Path home) throws Exception {
    Path copy = folder.resolve("standby");
    OnlineBackup.of(home, primary.url(NAME)).copyTo(copy);
    Files.delete(copy.resolve("port"));
    Files.writeString(
        copy.resolve("data").resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres password=%s'%n"
            .formatted(
                primary.port(), Files.readString(EmbeddedDatabase.passwordFile(home)).strip()),
        StandardOpenOption.APPEND);
    Path signal = Files.createFile(copy.resolve("data").resolve("standby.signal"));
    Files.setOwner(signal, Files.getOwner(copy.resolve("data")));
    return copy;
  }

  private static Database open(EmbeddedDatabase primary, EmbeddedDatabase standby) {
    String url =
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary"
            .formatted(primary.port(), standby.port(), NAME);
    return Database.open(
        new DatabaseConfig(url, Role.WORKER.user(), Role.WORKER.user()), "worker", CONNECTIONS);
  }

  private static void occupyAll(Database worker) throws Exception {
    try (Connection first = worker.connection();
        Connection second = worker.connection();
        Connection third = worker.connection()) {
      assertThat(List.of(first, second, third)).allMatch(connection -> isValid(connection));
    }
  }

  private static boolean isValid(Connection connection) {
    try {
      return connection.isValid(5);
    } catch (java.sql.SQLException e) {
      return false;
    }
  }

  private static boolean inserted(Database worker, char name) {
    try {
      insert(worker, name);
      return true;
    } catch (StorageException e) {
      assertThat(e).hasMessageContaining("25006").hasMessageContaining("read-only");
      return false;
    }
  }

  private static void insert(Database worker, char name) {
    var unused =
        new Sql(worker.dataSource())
            .update(
                "storing an X-ray",
                """
                INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
                VALUES (?, 'north', now(), 'PNG', 'path', 1, 1, 'k') ON CONFLICT (sha256) DO NOTHING""",
                String.valueOf(name).repeat(64));
  }

  private static List<String> xrays(EmbeddedDatabase server) {
    return new Sql(server.administrator(NAME))
        .query(
            "reading X-rays",
            "SELECT left(sha256, 1) FROM thoraflow.xray ORDER BY 1",
            row -> row.getString(1));
  }

  private static boolean isReadOnly(EmbeddedDatabase server) {
    return new Sql(server.administrator(NAME))
        .query("reading a setting", "SHOW default_transaction_read_only", row -> row.getString(1))
        .equals(List.of("on"));
  }

  private static void administer(EmbeddedDatabase server, String sql) {
    var unused = new Sql(server.administrator(NAME)).update("administering", sql);
  }
}
