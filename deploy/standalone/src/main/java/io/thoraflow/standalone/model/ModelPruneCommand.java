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
import java.util.stream.Collectors;
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
      ReportPruning reports = new ReportPruning(database.dataSource(), folders.reports());
      // Both plans first: of a number that cannot be, nothing is deleted.
      List<ModelRow> versions = models.plan(keep);
      List<Path> runs =
          keepReports == null
              ? List.of()
              : reports.plan(
                  keepReports,
                  versions.stream().map(ModelRow::version).collect(Collectors.toSet()));
      prune(models, versions);
      if (keepReports != null) {
        prune(reports, runs);
      }
    }
    return 0;
  }

  private void prune(ModelPruning models, List<ModelRow> plan) throws IOException {
    List<Integer> pruned =
        dryRun ? plan.stream().map(ModelRow::version).toList() : models.run(keep);
    plan.stream()
        .filter(row -> pruned.contains(row.version()))
        .forEach(
            row ->
                console.print(
                    "version %d (%s, %s): %s"
                        .formatted(row.version(), row.name(), row.state().code(), done("pruned"))));
    console.print("%d versions %s".formatted(pruned.size(), done("pruned")));
  }

  private void prune(ReportPruning reports, List<Path> plan) throws IOException {
    int deleted = dryRun ? plan.size() : reports.run(keepReports);
    plan.forEach(
        run -> console.print("report %s: %s".formatted(run.getFileName(), done("deleted"))));
    console.print("%d reports %s".formatted(deleted, done("deleted")));
  }

  private String done(String participle) {
    return dryRun ? "would be " + participle : participle;
  }
}
