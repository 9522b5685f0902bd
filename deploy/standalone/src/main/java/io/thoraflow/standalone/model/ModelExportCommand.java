package io.thoraflow.standalone.model;

import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.PipelineFolders;
import io.thoraflow.trainer.export.KerasExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow model export}. */
@Command(
    name = "export",
    description = {
      "Writes a version of the seed script's architecture as the HDF5 file that the script itself"
          + " would have saved: keras.models.load_model opens it.",
      "Batch normalisations are folded into the convolutions before them, so the file computes the"
          + " same with other weights; go on training it with the ResNet50 frozen, as the script"
          + " does.",
      "A version of another architecture is refused: use its SavedModel folder."
    })
final class ModelExportCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "VERSION", description = "as ./thoraflow model list names it")
  private int version;

  @Option(
      names = "--keras",
      paramLabel = "FILE",
      required = true,
      description = "the .h5 file to write; must not exist")
  private Path file;

  @Override
  public Integer call() throws IOException {
    DataFolder folder = data.folder(System.getenv());
    Settings settings = Settings.fromEnvironment();
    ModelRepository repository =
        new ModelRepository(
            new PipelineFolders(folder, settings).models(), ModelKeys.reading(folder, settings));
    KerasExport.export(repository, version, file);
    new Console(System.out)
        .print("wrote version %d to %s; read back, it predicts the same".formatted(version, file));
    return 0;
  }
}
