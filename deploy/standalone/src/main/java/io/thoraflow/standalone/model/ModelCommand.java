package io.thoraflow.standalone.model;

import picocli.CommandLine.Command;

/** {@code thoraflow model}. */
@Command(
    name = "model",
    description = "The models that workers use.",
    subcommands = {ModelImportCommand.class, ModelListCommand.class, ModelPromoteCommand.class})
public final class ModelCommand {}
