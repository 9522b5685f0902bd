package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class RolesTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  /** All test classes of this JVM share the roles. */
  @AfterEach
  void giveBackThePasswords() {
    Map<Role, String> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      passwords.put(role, database.config(role).password());
    }
    Roles.ensure(database.administrator(), passwords);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "it's \\ \"quoted\" $1 :2 %L %s",
        "Schl\u00fcsselwort \ufb01n \u00aa\u00a0\u2168\u0301"
      })
  void noPasswordReachesAServerThatLogsEveryStatement(String password) throws Exception {
    // Given
    PGSimpleDataSource logged = (PGSimpleDataSource) database.administrator();
    logged.setOptions(
        "-c log_statement=all -c log_min_duration_statement=0 -c log_min_error_statement=info");
    Map<Role, String> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      passwords.put(role, password);
    }
    String marker = "marker of " + System.identityHashCode(password);

    // When
    Roles.ensure(logged, passwords);

    // Then
    Path log;
    try (Connection connection = logged.getConnection();
        Statement statement = connection.createStatement()) {
      log = Path.of(text(statement, "SELECT current_setting('log_directory')"));
      assertThat(
              text(
                  statement,
                  "SELECT rolpassword FROM pg_authid WHERE rolname = '%s'"
                      .formatted(Role.WORKER.user())))
          .startsWith("SCRAM-SHA-256$");
      statement.execute("SELECT '%s'".formatted(marker));
    }
    await().until(() -> content(log).contains(marker));
    assertThat(content(log))
        .contains("ALTER ROLE " + Role.WORKER.user())
        .doesNotContain(password, password.substring(password.length() - 8));
    assertLogsIn(Role.WORKER, password);
    assertLogsIn(Role.DASHBOARD, password);
  }

  private static void assertLogsIn(Role role, String password) throws Exception {
    String url = database.config(role).url();
    try (Database pool = Database.open(new DatabaseConfig(url, role.user(), password), "t", 1);
        Connection connection = pool.connection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  private static String text(Statement statement, String sql) throws Exception {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(RolesTest::read).collect(Collectors.joining());
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
