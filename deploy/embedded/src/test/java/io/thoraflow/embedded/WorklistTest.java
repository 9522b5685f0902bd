package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What dashboards count and list. */
class WorklistTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final String INSTANCE = "1".repeat(64);

  @BeforeEach
  void startEmpty() throws SQLException {
    database.clear();
  }

  @Test
  void anInstanceUidThatTwoSitesUseHidesNoXray() throws SQLException {
    insert('a', "north", "ann", INSTANCE, "2026-11-20T10:00Z");
    insert('b', "south", "bob", INSTANCE, "2026-11-20T11:00Z");
    insert('c', "north", null, INSTANCE, "2026-11-20T12:00Z");
    insert('d', "north", "dan", INSTANCE, "2026-11-20T13:00Z");
    insert('e', "south", "ann", INSTANCE, "2026-11-20T14:00Z");

    assertThat(texts("SELECT left(xray, 1) FROM worklist"))
        .containsExactly("e", "d", "c", "b", "a");
  }

  @Test
  void anInstanceThatIsSentAgainStaysOneLine() throws SQLException {
    insert('a', "north", "ann", INSTANCE, "2026-11-20T10:00Z");
    insert('b', "north", "ann", INSTANCE, "2026-11-20T11:00Z");
    insert('c', "north", null, null, "2026-11-20T12:00Z");
    insert('d', "north", null, null, "2026-11-20T13:00Z");

    assertThat(texts("SELECT left(xray, 1) FROM worklist")).containsExactly("d", "c", "b");
  }

  @Test
  void daysBeginInTheTimeZoneThatIsSet() throws SQLException {
    insert('a', "north", null, null, "2026-11-20T22:30Z");
    insert('b', "north", null, null, "2026-11-20T23:30Z");
    String days =
        """
        SELECT to_char(day AT TIME ZONE 'UTC', 'DD HH24:MI') || ' ' || xrays FROM daily_volume ORDER BY day""";

    database.execute("UPDATE reporting SET time_zone = 'UTC'");
    assertThat(texts(days)).containsExactly("20 00:00 2");
    database.execute("UPDATE reporting SET time_zone = 'Europe/Berlin'");
    assertThat(texts(days)).containsExactly("19 23:00 1", "20 23:00 1");
    assertThatThrownBy(() -> database.execute("UPDATE reporting SET time_zone = 'Berlin'"))
        .hasMessageContaining("time zone");
    database.execute("UPDATE reporting SET time_zone = NULL");
  }

  private static void insert(char name, String site, String patient, String instance, String at)
      throws SQLException {
    database.execute(
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id,
            patient_pseudonym, instance_pseudonym)
        VALUES (?, ?, ?::timestamptz, 'DICOM', 'path', 1, 1, 'k', ?, ?)""",
        String.valueOf(name).repeat(64),
        site,
        at,
        patient,
        instance);
  }

  private static List<String> texts(String query) {
    return new Sql(database.dataSource(Role.DASHBOARD))
        .query("reading a view", query, row -> row.getString(1));
  }
}
