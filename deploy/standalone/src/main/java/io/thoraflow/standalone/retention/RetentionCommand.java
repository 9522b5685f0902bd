package io.thoraflow.standalone.retention;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.retention.RetentionPermit;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow retention}. */
@Command(
    name = "retention",
    description = {
      "Lets retention do once what it refuses of its own accord: see docs/monitoring.md.",
      "Ingest and workers take a permit at their next look, within a minute."
    })
public final class RetentionCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @ArgGroup(exclusive = false, multiplicity = "1")
  private Permits permits;

  /** What is allowed; nothing is said without one of them. */
  private static final class Permits {
    @Option(
        names = "--allow-sweep",
        paramLabel = "WHAT",
        split = ",",
        description =
            "the next sweep may delete more than its share: originals, diagnoses, heatmaps")
    private List<Kept> sweeps = List.of();

    @Option(
        names = "--confirm-clock",
        description = "the clocks of this machine and of the database are right now")
    private boolean clock;
  }

  /** What retention deletes. */
  private enum Kept {
    ORIGINALS,
    DIAGNOSES,
    HEATMAPS
  }

  @Override
  public Integer call() throws IOException {
    DataFolder folder = data.folder(System.getenv());
    Settings settings = Settings.fromEnvironment();
    PipelineFolders folders = new PipelineFolders(folder, settings);
    if (permits.sweeps.contains(Kept.ORIGINALS)) {
      RetentionPermit.SWEEP.give(folders.archive());
    }
    if (permits.clock) {
      RetentionPermit.CLOCK.give(folders.archive());
    }
    try (Database database = new Access(folder, settings).database(Role.OWNER)) {
      Sql sql = new Sql(database.dataSource());
      if (permits.sweeps.contains(Kept.DIAGNOSES)) {
        permit(sql, "diagnoses");
      }
      if (permits.sweeps.contains(Kept.HEATMAPS)) {
        permit(sql, "heatmaps");
      }
      if (permits.clock) {
        permit(sql, "clock");
      }
    }
    new Console(System.out).print("allowed, once");
    return 0;
  }

  private static void permit(Sql sql, String what) {
    sql.update(
        "allowing a sweep",
        """
        INSERT INTO retention_permit (what, who) VALUES (?, ?)
        ON CONFLICT (what) DO UPDATE SET who = excluded.who, at = now()""",
        what,
        System.getProperty("user.name"));
  }
}
