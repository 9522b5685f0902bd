package io.thoraflow.standalone.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.EmbeddedDatabase;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.standalone.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Servers that know nothing of Thoraflow yet. */
class MigrateTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  @TempDir private static Path home;
  private static EmbeddedDatabase server;

  @BeforeAll
  static void startBareDatabase() throws Exception {
    server = EmbeddedDatabase.start(home, 0);
    server.ensureDatabase("hospital");
    try (Connection connection = server.administrator("hospital").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE dba LOGIN CREATEROLE PASSWORD 'the dba''s'");
      statement.execute("GRANT CREATE ON DATABASE hospital TO dba");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void bareServersAreReadyAfterwardsAndASecondRunOnlySetsPasswords() throws Exception {
    // Given
    forget(Topics.XRAY_DEAD);

    // When
    String first = migrate(administrator());
    Map<String, String> rotated = new HashMap<>(administrator());
    rotated.put("DATABASE_WORKER_PASSWORD", "another");
    String second = migrate(rotated);

    // Then
    assertThat(first).contains("migrations of the schema ran").contains("topics made: xray.dead");
    assertThat(second).contains("0 migrations of the schema ran").contains("all topics exist");
    assertThat(count(Role.WORKER, "another", "SELECT count(*) FROM diagnosis")).isZero();
    assertThatThrownBy(() -> count(Role.WORKER, "worker's", "SELECT 1"))
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContaining("refuses user thoraflow_worker");
    assertThat(topics()).contains(Topics.XRAY_RECEIVED, Topics.XRAY_DEAD);
  }

  @Test
  void whereADbaMadeTheRolesTheOwnersPasswordIsEnough() throws Exception {
    migrate(administrator());
    String printed =
        migrate(
            Map.of("DATABASE_URL", server.url("hospital"), "DATABASE_OWNER_PASSWORD", "owner's"));

    assertThat(printed)
        .contains("0 migrations of the schema ran")
        .contains("KAFKA_BOOTSTRAP_SERVERS is not set");
  }

  @Test
  void everyMissingSettingIsNamed() {
    assertThatThrownBy(
            () -> MigrateConfig.from(Settings.of(Map.of("DATABASE_ADMIN_USER", "postgres"))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContainingAll(
            "DATABASE_URL",
            "DATABASE_ADMIN_PASSWORD",
            "DATABASE_OWNER_PASSWORD",
            "DATABASE_WORKER_PASSWORD",
            "DATABASE_TRAINER_PASSWORD",
            "DATABASE_READER_PASSWORD",
            "DATABASE_DASHBOARD_PASSWORD");
  }

  private static Map<String, String> administrator() {
    return Map.of(
        "DATABASE_URL", server.url("hospital"),
        "DATABASE_ADMIN_USER", "dba",
        "DATABASE_ADMIN_PASSWORD", "the dba's",
        "DATABASE_OWNER_PASSWORD", "owner's",
        "DATABASE_WORKER_PASSWORD", "worker's",
        "DATABASE_TRAINER_PASSWORD", "trainer's",
        "DATABASE_READER_PASSWORD", "reader's",
        "DATABASE_DASHBOARD_PASSWORD", "dashboard's",
        "KAFKA_BOOTSTRAP_SERVERS", kafka.connection().bootstrapServers());
  }

  private static String migrate(Map<String, String> settings) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    MigrateCommand.run(
        MigrateConfig.from(Settings.of(settings)),
        new Console(new PrintStream(printed, true, StandardCharsets.UTF_8)));
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static long count(Role role, String password, String query) throws SQLException {
    DatabaseConfig config = new DatabaseConfig(server.url("hospital"), role.user(), password);
    try (Database database = Database.open(config, "test", 1);
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void forget(String topic) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
    await().until(() -> !topics().contains(topic));
  }

  private static Set<String> topics() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      return admin.listTopics().names().get();
    }
  }
}
