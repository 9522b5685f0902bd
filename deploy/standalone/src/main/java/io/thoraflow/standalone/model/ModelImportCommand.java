package io.thoraflow.standalone.model;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.trainer.publish.ChildTrial;
import io.thoraflow.trainer.publish.ModelImport;
import io.thoraflow.trainer.publish.ModelPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow model import}. */
@Command(
    name = "import",
    description = {
      "Verifies a model and publishes it as the next version. It serves where nothing does and it"
          + " tells its reference images apart; else it is a candidate, which --serve or"
          + " ./thoraflow model promote makes serve.",
      "Takes a Keras .h5 or .keras file of the seed script's architecture, or a SavedModel folder.",
      "Of a Keras file only the weights are read. A SavedModel is a program, which workers will"
          + " run: it is imported only with --trust, which is recorded with your name."
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

  @Option(
      names = "--trust",
      description = "you know who made this SavedModel, and let workers run it")
  private boolean trust;

  @Option(names = "--serve", description = "makes it serve at once, whatever serves so far")
  private boolean serve;

  @Override
  public Integer call() throws IOException {
    requireTrust();
    Console console = new Console(System.out);
    try (Publishing publishing =
        Publishing.open(data.folder(System.getenv()), Settings.fromEnvironment())) {
      console.print("verifying " + source);
      int version = new ModelImport(publisher(publishing), trustedBy(), serve).run(source, name());
      console.print(
          publishing.signs()
              ? publishing.told(version)
              : ("published as version %d, a candidate that is not signed, as no key is at hand"
                      + " here: whoever has it runs ./thoraflow model sign %d --trust, then promotes"
                      + " it")
                  .formatted(version, version));
    }
    return 0;
  }

  /** What others made does not run where the keys are. */
  private ModelPublisher publisher(Publishing publishing) {
    return Files.isDirectory(source)
        ? publishing.publisher().trying(new ChildTrial())
        : publishing.publisher();
  }

  private void requireTrust() {
    if (Files.isDirectory(source) && !trust) {
      throw new CommandException(
          ("%s is a TensorFlow SavedModel, a program that whoever made it lets workers run beside"
                  + " patients' X-rays; the check of its operations is no proof that it is harmless."
                  + " If you know where it comes from, import it with --trust, which is recorded with"
                  + " your name; a Keras file needs none, as only its weights are read")
              .formatted(source));
    }
  }

  private Optional<String> trustedBy() {
    return trust ? Optional.of("which " + Publishing.operator() + " trusts") : Optional.empty();
  }

  private String name() {
    return name == null ? Publishing.nameOf(source) : name;
  }
}
