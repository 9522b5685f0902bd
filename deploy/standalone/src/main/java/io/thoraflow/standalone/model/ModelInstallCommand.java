package io.thoraflow.standalone.model;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.weights.Backbone;
import io.thoraflow.trainer.reference.HeadFile;
import io.thoraflow.trainer.reference.ReferenceModel;
import io.thoraflow.trainer.reference.TrainedHead;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow model install}. */
@Command(
    name = "install",
    description = {
      "Joins a trained head with the ImageNet backbone, which is fetched where it is absent, and"
          + " publishes the model as the next version. It serves where nothing does; else it is a"
          + " candidate, which --serve or ./thoraflow model promote makes serve.",
      "reference is the head that comes with this release; a file is one that ./thoraflow train"
          + " --save-head has written."
    })
final class ModelInstallCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "reference|FILE")
  private String source;

  @Option(names = "--name", paramLabel = "NAME", description = "for people (default: the source)")
  private String name;

  @Option(names = "--serve", description = "makes it serve at once, whatever serves so far")
  private boolean serve;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = Settings.fromEnvironment();
    Console console = new Console(System.out);
    TrainedHead head = head();
    BackboneWeights backbone = Backbone.fetch(console);
    try (Publishing publishing = Publishing.open(data.folder(System.getenv()), settings)) {
      console.print("joining the head with its backbone and trying the model");
      int version = ReferenceModel.publish(head, name(), backbone, publishing.publisher(), serve);
      console.print(publishing.told(version));
      console.print("trained on: " + head.training().path("citation").asText());
    }
    return 0;
  }

  private TrainedHead head() throws IOException {
    if (source.equals(ReferenceModel.NAME)) {
      return ReferenceModel.head()
          .orElseThrow(
              () -> new CommandException("this build was made without the reference head"));
    }
    Path file = Path.of(source);
    if (!Files.isRegularFile(file)) {
      throw new CommandException(
          "there is no file %s; reference names the head of this release".formatted(source));
    }
    return HeadFile.read(file);
  }

  private String name() {
    return name == null ? Publishing.nameOf(Path.of(source)) : name;
  }
}
