package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may only read can keep nobody from working, and a worker does only its work. */
class TurnsTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final String XRAY = "a".repeat(64);

  @BeforeEach
  void startWithTwoVersionsAndAnXray() throws SQLException {
    database.clear();
    database.execute(
        """
        INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
        SELECT version, 'm', 'TRAINED', 'candidate', repeat('0', 64), '{}', now() FROM generate_series(1, 2) version""");
    database.execute(
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
        VALUES (?, 'north', now(), 'PNG', 'path', 1, 1, 'k')""",
        XRAY);
  }

  @Test
  void aDashboardThatReadsAllAndTakesEveryAdvisoryLockIsInNobodysWay() throws Exception {
    try (Connection dashboard = database.dataSource(Role.DASHBOARD).getConnection();
        Statement statement = dashboard.createStatement()) {
      // Given: a session that reads every table and holds the locks of versions before
      dashboard.setAutoCommit(false);
      for (String lock : List.of("model_version.serving", "label", "training")) {
        statement.execute("SELECT pg_advisory_xact_lock(hashtext('thoraflow.%s'))".formatted(lock));
      }
      statement.execute("SELECT count(*) FROM worklist, label, model_version, erased_xray");

      // When, Then
      assertThatCode(
              () ->
                  new ModelRegistry(database.dataSource(Role.TRAINER))
                      .promote(1, "trainer", "because"))
          .doesNotThrowAnyException();
      assertThat(
              new LabelStore(database.dataSource(Role.READER))
                  .record(List.of(new NewLabel(XRAY, "NORMAL", "kim", Optional.empty()))))
          .isEqualTo(1);
      assertThat(new LabelStore(database.dataSource(Role.TRAINER)).snapshot().labels()).hasSize(1);
      dashboard.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT FROM label_turn FOR SHARE",
        "SELECT FROM model_turn FOR KEY SHARE",
        "SELECT FROM training_turn FOR UPDATE",
        "LOCK TABLE erasure_turn IN ACCESS SHARE MODE",
        "LOCK TABLE erased_xray IN ROW EXCLUSIVE MODE",
        "SELECT FROM xray FOR KEY SHARE"
      })
  void aDashboardLocksNothing(String lock) {
    assertThatThrownBy(() -> execute(Role.DASHBOARD, lock))
        .hasMessageContaining("permission denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT FROM model_turn FOR UPDATE",
        "SELECT FROM label_turn FOR UPDATE",
        "LOCK TABLE erasure_turn IN SHARE MODE",
        "UPDATE diagnosis SET probability = 0",
        "SELECT probability FROM diagnosis",
        "SELECT patient_pseudonym FROM xray"
      })
  void aWorkerTakesNoTurnAloneAndChangesNoRow(String statement) {
    assertThatThrownBy(() -> execute(Role.WORKER, statement))
        .hasMessageContaining("permission denied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          SELECT expire_diagnoses(interval '-1000 mons 30030 days', 1000)  | made of days and less
          SELECT expire_diagnoses(interval '1000 mons -30370 days', 1000)  | made of days and less
          SELECT expire_diagnoses(interval '2 mons', 1000)                 | made of days and less
          SELECT expire_diagnoses(interval '31 days -24:00:01', 1000)      | made of days and less
          SELECT expire_diagnoses(interval '-90 days', 1000)               | made of days and less
          SELECT expire_diagnoses(interval '-infinity', 1000)              | made of days and less
          SELECT expire_diagnoses(interval 'infinity', 1000)               | made of days and less
          SELECT expire_diagnoses(NULL, 1000)                              | made of days and less
          SELECT expire_diagnoses(interval '90 days', NULL)                | most must be
          SELECT expire_diagnoses(interval '90 days', 2000000000)          | most must be
          SELECT expire_heatmaps(interval '-1000 mons 30001 days', 1000)   | made of days and less
          SELECT note_retention('diagnoses', interval '0')                 | permission denied
          SELECT point_of_age(interval '90 days', interval '0', 1)         | permission denied
          UPDATE retention SET expired_before = now()                      | permission denied
          UPDATE diagnosis SET diagnosed_at = now() - interval '99 years'  | permission denied
          UPDATE xray SET received_at = now()                              | permission denied
          UPDATE rejection SET reason = 'none'                             | permission denied
          """)
  void aWorkerDeletesAndHidesNothingThatIsYoung(String statement, String problem) {
    assertThatThrownBy(() -> execute(Role.WORKER, statement)).hasMessageContaining(problem);
  }

  private static void execute(Role role, String sql) throws SQLException {
    try (Connection connection = database.dataSource(role).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        statement.execute(sql);
      } finally {
        connection.rollback();
      }
    }
  }
}
