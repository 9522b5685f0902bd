package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  @Test
  void aMigratedDatabaseIsLeftAlone() {
    assertThat(Migrations.migrate(database.dataSource(Role.OWNER))).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WORKER    | diagnosis: INSERT, erased_xray: SELECT, erasure_turn: INSERT, model_event: SELECT, model_refusal: INSERT SELECT UPDATE, model_version: SELECT, rejection: INSERT, retention: SELECT, retention_permit: SELECT, xray: INSERT
          TRAINER   | diagnosis: SELECT, label: SELECT, label_turn: SELECT UPDATE, model_event: INSERT SELECT, model_refusal: SELECT, model_signature_due: DELETE SELECT, model_turn: SELECT UPDATE, model_version: INSERT SELECT UPDATE, training_run: INSERT SELECT UPDATE, training_turn: SELECT UPDATE, xray: SELECT
          READER    | label: INSERT SELECT, label_turn: SELECT UPDATE
          DASHBOARD | daily_volume: SELECT, diagnosis: SELECT, erased_xray: SELECT, erasure: SELECT, label: SELECT, latest_diagnosis: SELECT, model_event: SELECT, model_performance: SELECT, model_refusal: SELECT, model_signature_due: SELECT, model_version: SELECT, rejection: SELECT, reporting: SELECT, retention: SELECT, training_run: SELECT, worklist: SELECT, xray: SELECT
          """)
  void eachRoleMayDoItsOwnWorkAndNoMore(Role role, String expected) throws SQLException {
    List<String> granted =
        rows(
            """
            SELECT table_name || ': ' || string_agg(privilege_type, ' ' ORDER BY privilege_type)
            FROM information_schema.role_table_grants
            WHERE table_schema = 'thoraflow' AND grantee = ?
            GROUP BY table_name ORDER BY table_name\
            """,
            role.user());

    assertThat(String.join(", ", granted)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WORKER    | diagnosis.model_version: SELECT, diagnosis.xray: SELECT, rejection.id: SELECT, xray.sha256: SELECT
          TRAINER   | ''
          READER    | xray.sha256: SELECT
          DASHBOARD | ''
          """)
  void eachRoleSeesTheColumnsThatItNeeds(Role role, String expected) throws SQLException {
    List<String> granted =
        rows(
            """
            SELECT c.relname || '.' || a.attname || ': ' || x.privilege_type
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            CROSS JOIN LATERAL aclexplode(a.attacl) x JOIN pg_roles r ON r.oid = x.grantee
            WHERE r.rolname = ? ORDER BY 1""",
            role.user());

    assertThat(String.join(", ", granted)).isEqualTo(expected);
  }

  /** Functions that do what their callers may not: each must see to its arguments itself. */
  @Test
  void functionsWithTheOwnersRightsAreFewAndFixTheirSearchPath() throws SQLException {
    assertThat(
            rows(
                """
                SELECT p.proname || ' ' || array_to_string(p.proconfig, ' ') || ' ' ||
                    coalesce((SELECT string_agg(coalesce(r.rolname, 'PUBLIC'), ' ' ORDER BY r.rolname)
                              FROM aclexplode(p.proacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
                              WHERE r.rolname IS DISTINCT FROM 'thoraflow_owner'), '')
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = ? AND p.prosecdef ORDER BY 1""",
                "thoraflow"))
        .containsExactly(
            "expire_diagnoses search_path=thoraflow, pg_temp TimeZone=UTC thoraflow_worker",
            "expire_heatmaps search_path=thoraflow, pg_temp TimeZone=UTC thoraflow_worker",
            "retention_share search_path=thoraflow, pg_temp thoraflow_worker",
            "take_retention_permit search_path=thoraflow, pg_temp thoraflow_worker");
  }

  @Test
  void dashboardsBeginWithLimits() throws SQLException {
    assertThat(
            rows(
                """
                SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole
                WHERE rolname = ?""",
                Role.DASHBOARD.user()))
        .contains(
            "statement_timeout=60s", "lock_timeout=5s", "idle_in_transaction_session_timeout=60s");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void noRoleRulesTheServer(Role role) throws SQLException {
    assertThat(
            rows(
                """
                SELECT rolname FROM pg_roles
                WHERE rolname = ? AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)\
                """,
                role.user()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"latest_diagnosis", "worklist", "daily_volume", "model_performance"})
  void dashboardsReadTheViews(String view) throws SQLException {
    try (Connection connection = database.dataSource(Role.DASHBOARD).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + view)) {
      assertThat(rows.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          probability  | 'NaN'
          threshold    | 'NaN'
          threshold    | 'Infinity'
          familiarity  | 'NaN'
          familiarity  | '-Infinity'
          heatmap      | array_fill('NaN'::real, ARRAY[49])
          heatmap      | array_append(array_fill(0::real, ARRAY[48]), 'Infinity')
          heatmap      | array_fill(NULL::real, ARRAY[49])
          queue_ms     | 'NaN'
          inference_ms | 'Infinity'
          """)
  void numbersThatAreNotFiniteAreNoRow(String column, String value) throws SQLException {
    String constraint = "violates check constraint \"diagnosis_";
    try (Connection connection = database.administrator().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          """
          INSERT INTO thoraflow.model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
          VALUES (1, 'm', 'DEMO', 'retired', repeat('0', 64), '{}', now());
          INSERT INTO thoraflow.xray (sha256, site, received_at, source_format, archive_path, width, height, key_id,
              reading_notes)
          VALUES (repeat('0', 64), 's', now(), 'DICOM', 'p', 1, 1, 'k', ARRAY['number_repaired']);
          INSERT INTO thoraflow.diagnosis (xray, model_version, probability, label, threshold, familiarity, heatmap,
              preprocessing, demo, worker, device, batch_size, queue_ms, decode_ms, inference_ms)
          VALUES (repeat('0', 64), 1, 0.5, 'NORMAL', 0.6, -1, array_fill(0.5::real, ARRAY[49]), 'p', true, 'w', 'cpu',
              1, 1, 1, 1)\
          """);

      assertThatThrownBy(
              () ->
                  statement.execute(
                      "UPDATE thoraflow.diagnosis SET %s = %s".formatted(column, value)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(constraint);
      connection.rollback();
    }
  }

  @Test
  void everyTableViewAndTableColumnIsDescribed() throws SQLException {
    assertThat(
            rows(
                """
                SELECT c.relname || coalesce('.' || a.attname, '')
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ?
                LEFT JOIN LATERAL (
                    SELECT attname, attnum FROM pg_attribute
                    WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND c.relkind = 'r'
                    UNION ALL SELECT NULL, 0) a ON true
                WHERE c.relkind IN ('r', 'v') AND c.relname <> 'flyway_schema_history'
                  AND CASE WHEN a.attnum = 0 THEN obj_description(c.oid, 'pg_class')
                           ELSE col_description(c.oid, a.attnum) END IS NULL\
                """,
                "thoraflow"))
        .isEmpty();
  }

  private static List<String> rows(String sql, String parameter) throws SQLException {
    try (Connection connection = database.administrator().getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, parameter);
      List<String> values = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    }
  }
}
