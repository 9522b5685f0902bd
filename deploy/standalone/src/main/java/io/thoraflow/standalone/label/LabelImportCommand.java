package io.thoraflow.standalone.label;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code thoraflow label import}. */
@Command(
    name = "import",
    description = {
      "Records the readings in a CSV file, all or none; those recorded before are passed over.",
      "The header is xray,reading,reader or xray,reading,reader,at (ISO 8601 with an offset)."
    })
final class LabelImportCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "FILE")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Access access = new Access(data.folder(System.getenv()), Settings.fromEnvironment());
    try (Database database = access.database(Role.READER)) {
      LabelStore store = new LabelStore(database.dataSource());
      List<NewLabel> labels =
          LabelFile.read(file, new LabelForm(new XrayIds(store), Clock.systemUTC()));
      int recorded = store.record(labels);
      new Console(System.out)
          .print(
              "%d readings recorded, %d were recorded before"
                  .formatted(recorded, labels.size() - recorded));
    }
    return 0;
  }
}
