package io.thoraflow.trainer.run;

import io.thoraflow.trainer.report.ReportFiles;
import java.nio.file.Path;

/**
 * Where a run keeps what it makes.
 *
 * @param reports one folder for each run is made in it
 * @param runName the name of this run's folder
 * @param cache of features
 * @param cacheBytes that the cache may hold
 */
public record TrainingFolders(Path reports, String runName, Path cache, long cacheBytes) {
  /** This run's folder. */
  Path run() {
    return reports.resolve(runName);
  }

  /** Which files were left out, with their paths; for their owner alone. */
  Path leftOutFile() {
    return run().resolve("left-out.tsv");
  }

  /** The report, relative to the folder that holds all reports' folder. */
  String report() {
    return "%s/%s/%s".formatted(reports.getFileName(), runName, ReportFiles.PAGE);
  }
}
