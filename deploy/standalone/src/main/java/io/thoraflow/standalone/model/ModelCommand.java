package io.thoraflow.standalone.model;

import picocli.CommandLine.Command;

/** {@code thoraflow model}. */
@Command(
    name = "model",
    description = "The models that workers use.",
    subcommands = {
      ModelListCommand.class,
      ModelShowCommand.class,
      ModelInstallCommand.class,
      ModelImportCommand.class,
      ModelExportCommand.class,
      ModelSignCommand.class,
      ModelPromoteCommand.class,
      ModelRollbackCommand.class,
      ModelPruneCommand.class
    })
public final class ModelCommand {}
