package io.thoraflow.standalone.model;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.trainer.publish.ModelImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow model import}. */
@Command(
    name = "import",
    description = {
      "Verifies a model and publishes it as the next version, which then serves.",
      "Takes a Keras .h5 or .keras file of the seed script's architecture, or a SavedModel folder."
    })
final class ModelImportCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "FILE", description = "Keras file or SavedModel folder")
  private Path source;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "for people (default: the file's name without its ending)")
  private String name;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(System.out);
    try (Publishing publishing =
        Publishing.open(data.folder(System.getenv()), Settings.fromEnvironment())) {
      console.print("verifying " + source);
      int version = new ModelImport(publishing.publisher()).run(source, name());
      console.print("published as version %d; %s".formatted(version, publishing.whenItServes()));
    }
    return 0;
  }

  private String name() {
    return name == null ? Publishing.nameOf(source) : name;
  }
}
