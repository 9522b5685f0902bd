package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  @Test
  void whoFindsAllConnectionsTakenWaitsAndIsThenTurnedAway() throws Exception {
    try (Database two = Database.open(database.config(Role.WORKER), "two", 2);
        Connection first = two.connection();
        Connection second = two.connection()) {
      assertThat(first.isValid(1) && second.isValid(1)).isTrue();

      assertThatThrownBy(two::connection).isInstanceOf(SQLTransientConnectionException.class);
    }
  }

  @Test
  void aServerWithoutFreeConnectionsIsNamedAsSuch() throws Exception {
    administer("ALTER ROLE thoraflow_reader CONNECTION LIMIT 0");
    try (Database none = Database.open(database.config(Role.READER), "none", 1)) {
      assertThatThrownBy(() -> new Sql(none.dataSource()).update("reading", "SELECT 1"))
          .isInstanceOf(StorageException.class)
          .hasMessage("reading failed with SQLState 53300: PostgreSQL lacks free connections");
    } finally {
      administer("ALTER ROLE thoraflow_reader CONNECTION LIMIT -1");
    }
  }

  /** Whatever the server, the database or the role begin with. */
  @Test
  void sessionsHaveLimits() throws Exception {
    administer("ALTER ROLE thoraflow_dashboard SET default_transaction_isolation = 'serializable'");
    try (Database dashboard = Database.open(database.config(Role.DASHBOARD), "limits", 1)) {
      assertThat(
              new Sql(dashboard.dataSource())
                  .query(
                      "reading settings",
                      """
                      SELECT name || ' ' || setting || coalesce(unit, '') FROM pg_settings
                      WHERE name IN ('lock_timeout', 'idle_in_transaction_session_timeout', 'statement_timeout',
                          'client_connection_check_interval', 'default_transaction_isolation') ORDER BY name""",
                      row -> row.getString(1)))
          .containsExactly(
              "client_connection_check_interval 5000ms",
              "default_transaction_isolation read committed",
              "idle_in_transaction_session_timeout 60000ms",
              "lock_timeout 10000ms",
              "statement_timeout 0ms");
    } finally {
      administer("ALTER ROLE thoraflow_dashboard RESET default_transaction_isolation");
    }
  }

  /** What else would stay in a queue of locks and keep others waiting behind it. */
  @Test
  void theServerEndsWhatAClientThatHasGoneWasWaitingFor() throws Exception {
    try (Database clients = Database.open(database.config(Role.WORKER), "gone", 1);
        Connection client = clients.connection();
        Statement statement = client.createStatement()) {
      client.setNetworkTimeout(Runnable::run, 200);

      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
          .isInstanceOf(SQLException.class);

      await().atMost(Duration.ofSeconds(30)).until(() -> sessions("gone").isEmpty());
    }
  }

  /** Whoever writes again on such a connection fails as long as it lives. */
  @Test
  void aConnectionToAServerThatHasBecomeReadOnlyIsLeft() throws Exception {
    try (Database worker = Database.open(database.config(Role.WORKER), "fenced", 1)) {
      int before = session(worker);
      try (Connection connection = worker.connection();
          Statement statement = connection.createStatement()) {
        statement.execute("SET default_transaction_read_only = on");
      }

      assertThatThrownBy(
              () ->
                  new Sql(worker.dataSource())
                      .update("writing", "INSERT INTO erasure_turn DEFAULT VALUES"))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("25006");

      assertThat(session(worker)).isNotEqualTo(before);
    }
  }

  private static int session(Database worker) {
    return new Sql(worker.dataSource())
        .query("reading the session", "SELECT pg_backend_pid()", row -> row.getInt(1))
        .get(0);
  }

  private static List<Integer> sessions(String application) {
    return new Sql(database.administrator())
        .query(
            "reading sessions",
            "SELECT pid FROM pg_stat_activity WHERE application_name = ? AND state = 'active'",
            row -> row.getInt(1),
            application);
  }

  private static void administer(String sql) {
    var unused = new Sql(database.administrator()).update("administering", sql);
  }
}
