package io.thoraflow.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VersionComparisonsTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private final VersionComparisons comparisons =
      new VersionComparisons(database.dataSource(Role.DASHBOARD));

  @BeforeEach
  void store() throws SQLException {
    database.clear();
    for (int version = 1; version <= 4; version++) {
      database.execute(
          """
          INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
          VALUES (?, 'test', 'TRAINED', 'candidate', repeat('a', 64), '{}', now())""",
          version);
    }
    for (String xray : List.of("a", "b", "c", "d", "e")) {
      database.execute(
          """
          INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
          VALUES (repeat(?, 64), 'north', now(), 'PNG', 'a', 1, 1, 'k')""",
          xray);
    }
    // Version 1 has read all but e, version 3 all but d; version 2 none, and version 4 only e.
    diagnose("a", 1, 0.2, "NORMAL");
    diagnose("b", 1, 0.4, "NORMAL");
    diagnose("c", 1, 0.9, "PNEUMONIA");
    diagnose("d", 1, 0.9, "PNEUMONIA");
    diagnose("a", 3, 0.3, "NORMAL");
    diagnose("b", 3, 0.8, "PNEUMONIA");
    diagnose("c", 3, 0.1, "NORMAL");
    diagnose("e", 3, 0.5, "PNEUMONIA");
    diagnose("e", 4, 0.5, "PNEUMONIA");
    label("b", "NORMAL");
    label("b", "PNEUMONIA");
    label("c", "PNEUMONIA");
    label("d", "NORMAL");
  }

  @Test
  void versionsAreComparedOnWhatBothHaveRead() {
    VersionComparison comparison = comparisons.compare(3, 1);

    assertThat(comparison.xrays()).isEqualTo(3);
    assertThat(comparison.toPneumonia()).isEqualTo(1);
    assertThat(comparison.toNormal()).isEqualTo(1);
    assertThat(comparison.meanShift()).isCloseTo(-0.1, within(1e-6));
    assertThat(comparison.shiftQuantiles().get(0.5)).isCloseTo(0.1, within(1e-6));
    assertThat(comparison.shiftQuantiles().get(0.25)).isCloseTo(-0.35, within(1e-6));
    // The latest label of b is PNEUMONIA; d is not in common.
    assertThat(comparison.labelled()).isEqualTo(2);
    assertThat(comparison.versionAgrees()).isEqualTo(1);
    assertThat(comparison.againstAgrees()).isEqualTo(1);
  }

  @Test
  void theVersionBeforeIsTheLatestWithXraysInCommon() {
    assertThat(comparisons.before(3)).hasValue(1);
    assertThat(comparisons.before(4)).hasValue(3);
    assertThat(comparisons.before(1)).isEmpty();
    assertThat(comparisons.before(2)).isEmpty();
  }

  @Test
  void theSheetSaysWhatChanged() {
    assertThat(ComparisonSheet.lines(comparisons.compare(3, 1)))
        .containsExactly(
            "compared with version 1 on 3 X-rays that both have read",
            "  changed labels            2 of 3 (66.7 %): 1 NORMAL to PNEUMONIA, 1 PNEUMONIA to NORMAL",
            "  score shift               mean -0.1000; 5 % -0.7100, 25 % -0.3500, 50 % +0.1000,"
                + " 75 % +0.2500, 95 % +0.3700",
            "  agreement with readers    version 3: 1 of 2 (50.0 %); version 1: 1 of 2 (50.0 %)");
    assertThat(ComparisonSheet.lines(comparisons.compare(4, 3)))
        .contains("  agreement with readers    no reader has labelled any of them");
    assertThat(ComparisonSheet.lines(comparisons.compare(4, 1)))
        .containsExactly("compared with version 1 on 0 X-rays that both have read");
  }

  private static void diagnose(String xray, int version, double probability, String label)
      throws SQLException {
    database.execute(
        """
        INSERT INTO diagnosis (xray, model_version, probability, label, threshold, preprocessing, demo,
            worker, device, batch_size, queue_ms, decode_ms, inference_ms)
        VALUES (repeat(?, 64), ?, ?, ?, 0.5, 'p', false, 'w', 'cpu', 1, 0, 0, 0)""",
        xray,
        version,
        probability,
        label);
  }

  private static void label(String xray, String reading) throws SQLException {
    database.execute(
        "INSERT INTO label (xray, reading, reader) VALUES (repeat(?, 64), ?, 'anna')",
        xray,
        reading);
  }
}
