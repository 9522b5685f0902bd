package io.thoraflow.standalone.model;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow model promote}. */
@Command(
    name = "promote",
    description = "Makes a version serve; the one that served so far retires.")
final class ModelPromoteCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "VERSION")
  private int version;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "promoted by hand",
      description = "kept with the change (default: ${DEFAULT-VALUE})")
  private String reason;

  @Option(
      names = "--force",
      paramLabel = "REASON",
      description = "makes a version serve that the gate refused, and records why")
  private String force;

  @Override
  public Integer call() {
    Access access = new Access(data.folder(System.getenv()), Settings.fromEnvironment());
    Publishing.promoting(
        access,
        promotion -> {
          promotion.promote(version, reason, Optional.ofNullable(force));
          return version;
        });
    new Console(System.out).print("version %d serves".formatted(version));
    return 0;
  }
}
