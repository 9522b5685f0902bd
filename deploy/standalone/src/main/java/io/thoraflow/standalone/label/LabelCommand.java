package io.thoraflow.standalone.label;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thoraflow label}. */
@Command(
    name = "label",
    description = {
      "Records how a clinician reads an archived X-ray; the trainer learns from it.",
      "Of several readings of an X-ray the latest counts."
    },
    subcommands = LabelImportCommand.class)
public final class LabelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DataOption data;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ID",
      description = "the X-ray: its SHA-256, or at least 8 of its first digits")
  private String xray;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "READING",
      description = "NORMAL or PNEUMONIA")
  private String reading;

  @Option(names = "--reader", paramLabel = "R", description = "who read it")
  private String reader;

  @Override
  public Integer call() {
    // Not required by picocli: it would require them of the subcommand, too.
    if (xray == null || reading == null || reader == null) {
      throw new ParameterException(
          spec.commandLine(), "ID, READING and --reader must be given, or import FILE");
    }
    Access access = new Access(data.folder(System.getenv()), Settings.fromEnvironment());
    try (Database database = access.database(Role.READER)) {
      LabelStore store = new LabelStore(database.dataSource());
      NewLabel label =
          new LabelForm(new XrayIds(store), Clock.systemUTC())
              .label(xray, reading, reader, Optional.empty());
      boolean isNew = store.record(List.of(label)) == 1;
      new Console(System.out)
          .print(
              "%s: %s, says %s%s"
                  .formatted(
                      label.xray(),
                      label.reading(),
                      label.reader(),
                      isNew ? "" : " (was recorded before)"));
    }
    return 0;
  }
}
