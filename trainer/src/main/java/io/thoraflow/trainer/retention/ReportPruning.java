package io.thoraflow.trainer.retention;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.trainer.run.RunName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Deletes the reports of old training runs. Kept are the newest, and those of versions whose files
 * are kept; what a version's figures and decisions were stays in the database in any case.
 */
public final class ReportPruning {
  private static final String PRUNED_PREFIX = ".pruned-";

  private final Sql sql;
  private final Path reports;

  /**
   * @param reports folder of all runs; may be absent
   */
  public ReportPruning(DataSource database, Path reports) {
    this.sql = new Sql(database);
    this.reports = reports;
  }

  /**
   * The folders that {@link #run} would delete, the oldest first.
   *
   * @param keep how many of the newest, 1 or more
   * @param pruned versions that are going to be pruned before
   */
  public List<Path> plan(int keep, Set<Integer> pruned) throws IOException {
    if (keep < 1) {
      throw new IllegalArgumentException(
          "at least 1 report must be kept, but %d are asked for".formatted(keep));
    }
    List<Path> newestFirst =
        entries().stream()
            .filter(entry -> RunName.isOne(entry.getFileName().toString()))
            .sorted(Comparator.reverseOrder())
            .toList();
    Set<String> kept = ofKeptVersions(pruned);
    List<Path> old = new ArrayList<>();
    for (Path run : newestFirst.subList(Math.min(keep, newestFirst.size()), newestFirst.size())) {
      if (!kept.contains(run.getFileName().toString())) {
        old.add(0, run);
      }
    }
    return old;
  }

  /**
   * @param keep as for {@link #plan}
   * @return how many are deleted now
   */
  public int run(int keep) throws IOException {
    for (Path run : plan(keep, Set.of())) {
      // Renamed first: a report is there as a whole or not at all.
      Files.move(
          run, reports.resolve(PRUNED_PREFIX + UUID.randomUUID()), StandardCopyOption.ATOMIC_MOVE);
    }
    List<Path> pruned =
        entries().stream()
            .filter(entry -> entry.getFileName().toString().startsWith(PRUNED_PREFIX))
            .toList();
    for (Path folder : pruned) {
      FolderTree.delete(folder);
    }
    return pruned.size();
  }

  private List<Path> entries() throws IOException {
    if (!Files.isDirectory(reports)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(reports)) {
      return entries.toList();
    }
  }

  /** Names of folders; a manifest says {@code reports/RUN/report.html}. */
  private Set<String> ofKeptVersions(Set<Integer> pruned) {
    return sql
        .query(
            "looking for reports of kept versions",
            """
            SELECT version, split_part(manifest #>> '{training,report}', '/', 2) AS run FROM model_version
            WHERE state <> 'pruned' AND manifest #>> '{training,report}' IS NOT NULL""",
            row -> Map.entry(row.getInt("version"), row.getString("run")))
        .stream()
        .filter(version -> !pruned.contains(version.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.toSet());
  }
}
