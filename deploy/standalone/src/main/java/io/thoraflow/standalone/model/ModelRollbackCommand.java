package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow model rollback}. */
@Command(
    name = "rollback",
    description =
        "Makes the version serve again that served before the present one; a second rollback undoes"
            + " the first.")
final class ModelRollbackCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "kept with the change (default: from which version)")
  private String reason;

  @Override
  public Integer call() {
    Access access = new Access(data.folder(System.getenv()), Settings.fromEnvironment());
    ModelRow serving =
        Publishing.promoting(access, promotion -> promotion.rollBack(Optional.ofNullable(reason)));
    new Console(System.out)
        .print("version %d (%s) serves".formatted(serving.version(), serving.name()));
    return 0;
  }
}
