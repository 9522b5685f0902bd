package io.thoraflow.standalone.results;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow results}. */
@Command(name = "results", description = "Prints the latest diagnoses, the newest last.")
public final class ResultsCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 500;

  @Mixin private DataOption data;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int limit;

  @Option(names = "--watch", description = "go on with those that follow, until Ctrl-C")
  private boolean watch;

  @Override
  public Integer call() throws InterruptedException {
    Access access = new Access(data.folder(System.getenv()), Settings.fromEnvironment());
    Console console = new Console(System.out);
    DiagnosisTable table = new DiagnosisTable(ZoneId.systemDefault());
    try (Database database = access.database(Role.DASHBOARD)) {
      Diagnoses diagnoses = new Diagnoses(database.dataSource());
      DiagnosisFeed feed = DiagnosisFeed.fromNow(diagnoses);
      List<DiagnosisRow> latest = diagnoses.latest(limit);
      console.print(latest.isEmpty() && !watch ? "no diagnoses yet" : table.header());
      latest.forEach(row -> console.print(table.row(row)));
      while (watch) {
        Thread.sleep(POLL_MILLIS);
        feed.next().forEach(row -> console.print(table.row(row)));
      }
    }
    return 0;
  }
}
