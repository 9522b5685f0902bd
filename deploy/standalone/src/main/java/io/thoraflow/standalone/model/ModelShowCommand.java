package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow model show}. */
@Command(
    name = "show",
    description = {
      "Shows what a version is, how its state changed and which workers refused it, and compares it"
          + " with the version before it on the X-rays that both have read.",
      "./thoraflow rediagnose lets the serving version read X-rays that others have read."
    })
final class ModelShowCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "VERSION", description = "as ./thoraflow model list names it")
  private int version;

  @Option(
      names = "--against",
      paramLabel = "VERSION",
      description = "compare with this version (default: the one before that read the same X-rays)")
  private Integer against;

  @Override
  public Integer call() {
    DataFolder folder = data.folder(System.getenv());
    Access access = new Access(folder, Settings.fromEnvironment());
    Console console = new Console(System.out);
    try (Database database = access.database(Role.DASHBOARD)) {
      ModelRecord model =
          new ModelRecords(database.dataSource())
              .find(version)
              .orElseThrow(
                  () -> new CommandException("there is no model version %d".formatted(version)));
      new ModelSheet(ZoneId.systemDefault(), folder.root()).lines(model).forEach(console::print);
      comparison(new VersionComparisons(database.dataSource())).forEach(console::print);
    }
    return 0;
  }

  private List<String> comparison(VersionComparisons comparisons) {
    OptionalInt other = against == null ? comparisons.before(version) : OptionalInt.of(against);
    return other.isPresent()
        ? ComparisonSheet.lines(comparisons.compare(version, other.getAsInt()))
        : ComparisonSheet.nothingToCompare();
  }
}
