package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import io.thoraflow.trainer.retention.ModelPruning;
import io.thoraflow.trainer.retention.ReportPruning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow model prune}. */
@Command(
    name = "prune",
    description = {
      "Deletes the files of old versions and, with --keep-reports, the reports of old training runs.",
      "Kept are the newest, as many of those that served latest, and what a worker may still load."
          + " What is known of a deleted version stays; it cannot serve again."
    })
final class ModelPruneCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "30",
      description = "versions to keep, 2 or more (default: ${DEFAULT-VALUE})")
  private int keep;

  @Option(
      names = "--keep-reports",
      paramLabel = "N",
      description = "reports to keep, 1 or more, beside those of kept versions (default: all)")
  private Integer keepReports;

  @Option(names = "--dry-run", description = "only says what would be deleted")
  private boolean dryRun;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException {
    DataFolder folder = data.folder(System.getenv());
    Settings settings = Settings.fromEnvironment();
    Access access = new Access(folder, settings);
    PipelineFolders folders = new PipelineFolders(folder, settings);
    try (Database database = access.database(Role.TRAINER)) {
      ModelPruning models =
          new ModelPruning(
              database.dataSource(), new ModelRepository(folders.models()), Publishing.operator());
      prune(models);
      if (keepReports != null) {
        prune(new ReportPruning(database.dataSource(), folders.reports()));
      }
    }
    return 0;
  }

  private void prune(ModelPruning models) throws IOException {
    if (!dryRun) {
      List<Integer> deleted = models.run(keep);
      deleted.forEach(version -> console.print("version %d: files deleted".formatted(version)));
      console.print("%d versions pruned".formatted(deleted.size()));
      return;
    }
    List<ModelRow> old = models.plan(keep);
    old.forEach(
        row ->
            console.print(
                "version %d (%s, %s): would be pruned"
                    .formatted(row.version(), row.name(), row.state().code())));
    console.print("%d versions would be pruned".formatted(old.size()));
  }

  private void prune(ReportPruning reports) throws IOException {
    if (!dryRun) {
      console.print("%d reports deleted".formatted(reports.run(keepReports)));
      return;
    }
    List<Path> old = reports.plan(keepReports);
    old.forEach(run -> console.print("%s: would be deleted".formatted(run)));
    console.print("%d reports would be deleted".formatted(old.size()));
  }
}
