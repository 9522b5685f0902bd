package io.thoraflow.standalone.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DiagnosesTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  private final Diagnoses diagnoses = new Diagnoses(database.dataSource(Role.DASHBOARD));

  @BeforeEach
  void startEmpty() throws SQLException {
    database.clear();
    database.execute(
        """
        INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
        VALUES (3, 'demo', 'DEMO', 'serving', repeat('a', 64), '{}', ?)""",
        Timestamp.from(NOON));
  }

  @Test
  void theLatestAreGivenTheNewestLast() throws SQLException {
    insert("a", NOON, null);
    insert("b", NOON.plusSeconds(1), 2.5);
    insert("c", NOON.plusSeconds(2), null);

    assertThat(diagnoses.latest(2))
        .containsExactly(
            row("b", NOON.plusSeconds(1), OptionalDouble.of(2.5)),
            row("c", NOON.plusSeconds(2), OptionalDouble.empty()));
  }

  @Test
  void theFeedGivesEachNewDiagnosisOnceEvenIfItCommitsLate() throws SQLException {
    insert("a", NOON, null);
    DiagnosisFeed feed = DiagnosisFeed.fromNow(diagnoses);
    assertThat(feed.next()).isEmpty();

    insert("c", NOON.plusSeconds(5), null);
    assertThat(feed.next()).extracting(DiagnosisRow::xray).containsExactly("c".repeat(64));

    insert("b", NOON.plusSeconds(3), null);
    assertThat(feed.next()).extracting(DiagnosisRow::xray).containsExactly("b".repeat(64));
    assertThat(feed.next()).isEmpty();
  }

  @Test
  void aDemoModelIsMarkedInTheTable() {
    DiagnosisTable table = new DiagnosisTable(ZoneOffset.UTC);

    assertThat(table.row(row("b", NOON, OptionalDouble.of(2.5))))
        .isEqualTo(
            "2026-03-04 12:00:00  bbbbbbbbbbbb  north           PNEUMONIA        0.750        2.500"
                + "  3 demo (DEMO, means nothing)");
    assertThat(table.row(row("b", NOON, OptionalDouble.empty()))).contains("0.750            -  3");
  }

  private static DiagnosisRow row(String digit, Instant at, OptionalDouble familiarity) {
    return new DiagnosisRow(
        at, digit.repeat(64), "north", "PNEUMONIA", 0.75, familiarity, 3, "demo", true);
  }

  private static void insert(String digit, Instant at, Double familiarity) throws SQLException {
    database.execute(
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
        VALUES (?, 'north', now(), 'PNG', 'a', 1, 1, 'k')""",
        digit.repeat(64));
    database.execute(
        """
        INSERT INTO diagnosis (xray, model_version, probability, label, threshold, familiarity,
            preprocessing, demo, worker, device, batch_size, queue_ms, decode_ms, inference_ms, diagnosed_at)
        VALUES (?, 3, 0.75, 'PNEUMONIA', 0.5, ?, 'p', true, 'w', 'cpu', 1, 0, 0, 0, ?)""",
        digit.repeat(64),
        familiarity,
        Timestamp.from(at));
  }
}
