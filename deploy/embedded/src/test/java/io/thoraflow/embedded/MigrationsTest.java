package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.embedded.testing.TestFolders;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class MigrationsTest {
  private static final String NAME = "thoraflow";
  private static final Duration IDLE = Duration.ofSeconds(1);

  @TempDir Path folder;

  /** Flyway holds its lock in a session that is idle until the migrations of another are done. */
  @Test
  void aMigrationMayTakeLongerThanASessionMayBeIdle() throws Exception {
    try (EmbeddedDatabase server =
        EmbeddedDatabase.start(folder.resolve("server"), 0, TestFolders.shared("postgresql"))) {
      // Given
      server.ensureDatabase(NAME);
      Map<Role, String> passwords = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        passwords.put(role, role.user());
      }
      Roles.ensure(server.administrator(NAME), passwords);
      PGSimpleDataSource owner = new PGSimpleDataSource();
      owner.setURL(server.url(NAME));
      owner.setUser(Role.OWNER.user());
      owner.setPassword(Role.OWNER.user());
      owner.setOptions("-c idle_in_transaction_session_timeout=" + IDLE.toMillis());

      try (Connection other = server.administrator(NAME).getConnection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("CREATE TABLE thoraflow.diagnosis ()"); // Until it is rolled back.

        // When
        CompletableFuture<Integer> migrations =
            CompletableFuture.supplyAsync(() -> Migrations.migrate(owner));
        Thread.sleep(IDLE.multipliedBy(4).toMillis());
        assertThat(migrations).isNotDone();
        other.rollback();

        // Then
        assertThat(migrations.get(1, TimeUnit.MINUTES)).isPositive();
      }
    }
  }
}
