package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thoraflow model list}. */
@Command(name = "list", description = "Lists all versions, the newest first.")
final class ModelListCommand implements Callable<Integer> {
  private static final String FORMAT = "%7s  %-9s  %-18s  %-16s  %s";

  @Mixin private DataOption data;

  @Override
  public Integer call() {
    Access access = new Access(data.folder(System.getenv()), Settings.fromEnvironment());
    Console console = new Console(System.out);
    try (Database database = access.database(Role.DASHBOARD)) {
      List<ModelRow> models = new ModelRegistry(database.dataSource()).all();
      console.print(
          models.isEmpty()
              ? "no model is published yet"
              : FORMAT.formatted("version", "state", "origin", "made", "name"));
      DateTimeFormatter time =
          DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());
      for (ModelRow model : models) {
        console.print(
            FORMAT.formatted(
                model.version(),
                model.state().code(),
                model.origin(),
                time.format(model.createdAt()),
                model.name()));
      }
    }
    return 0;
  }
}
