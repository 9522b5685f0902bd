package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;

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
          WORKER    | diagnosis: INSERT SELECT UPDATE, erased_xray: SELECT, model_event: SELECT, model_refusal: INSERT SELECT UPDATE, model_version: SELECT, rejection: INSERT SELECT UPDATE, retention: SELECT, retention_permit: SELECT, xray: INSERT SELECT UPDATE
          TRAINER   | diagnosis: SELECT, label: SELECT, model_event: INSERT SELECT, model_refusal: SELECT, model_version: INSERT SELECT UPDATE, training_run: INSERT SELECT UPDATE, xray: SELECT
          READER    | label: INSERT SELECT, xray: SELECT
          DASHBOARD | daily_volume: SELECT, diagnosis: SELECT, erased_xray: SELECT, erasure: SELECT, label: SELECT, latest_diagnosis: SELECT, model_event: SELECT, model_performance: SELECT, model_refusal: SELECT, model_version: SELECT, rejection: SELECT, retention: SELECT, training_run: SELECT, worklist: SELECT, xray: SELECT
          """)
  void eachRoleMayDoItsOwnWorkAndNoMore(Role role, String expected) throws SQLException {
    List<String> granted =
        rows(
            """
            SELECT table_name || ': ' || string_agg(privilege_type, ' ' ORDER BY privilege_type)
            FROM information_schema.role_table_grants
            WHERE table_schema = 'thoraflow' AND grantee = ?
            GROUP BY table_name ORDER BY table_name""",
            role.user());

    assertThat(String.join(", ", granted)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void noRoleRulesTheServer(Role role) throws SQLException {
    assertThat(
            rows(
                """
                SELECT rolname FROM pg_roles
                WHERE rolname = ? AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)""",
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
                           ELSE col_description(c.oid, a.attnum) END IS NULL""",
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
