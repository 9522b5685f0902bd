package io.thoraflow.trainer.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.run.RecipeChoice;
import io.thoraflow.trainer.run.RunName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReportPruningTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Instant FIRST = Instant.parse("2026-11-01T03:00:00Z");

  @TempDir private Path reports;

  private ReportPruning pruning;

  @BeforeEach
  void startEmpty() throws SQLException {
    database.clear();
    pruning = new ReportPruning(database.dataSource(Role.TRAINER), reports);
  }

  @Test
  void theNewestAndThoseOfKeptVersionsStay() throws Exception {
    // Given: of the first three nights, the versions of two are kept
    for (int night = 0; night < 5; night++) {
      write(night);
    }
    version(1, 0, "retired");
    version(2, 1, "pruned");
    version(3, 2, "serving");
    Files.createDirectory(reports.resolve("kept-by-hand"));

    // When
    int deleted = pruning.run(2);

    // Then
    assertThat(deleted).isEqualTo(1);
    assertThat(names()).containsExactly(name(0), name(2), name(3), name(4), "kept-by-hand");
  }

  @Test
  void aPlanDeletesNothing() throws IOException {
    write(0);
    write(1);

    assertThat(pruning.plan(1, Set.of())).containsExactly(reports.resolve(name(0)));

    assertThat(names()).containsExactly(name(0), name(1));
  }

  @Test
  void whatAKillLeavesIsDeletedLater() throws IOException {
    Files.createDirectories(reports.resolve(".pruned-half"));
    write(0);

    assertThat(pruning.run(1)).isEqualTo(1);
    assertThat(names()).containsExactly(name(0));
  }

  @Test
  void noFolderOfReportsIsNothingToDelete() throws IOException {
    assertThat(new ReportPruning(database.dataSource(Role.TRAINER), reports.resolve("none")).run(1))
        .isZero();
  }

  private void write(int night) throws IOException {
    Path run = Files.createDirectory(reports.resolve(name(night)));
    Files.writeString(run.resolve("report.html"), "<html>");
  }

  private static String name(int night) {
    return RunName.of(FIRST.plus(Duration.ofDays(night)), RecipeChoice.DEFAULT);
  }

  private static void version(int version, int night, String state) throws SQLException {
    database.execute(
        """
        INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
        VALUES (?, 'n', 'TRAINED', ?, ?, ?::jsonb, now())""",
        version,
        state,
        "a".repeat(64),
        "{\"training\": {\"report\": \"reports/%s/report.html\"}}".formatted(name(night)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(reports)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
