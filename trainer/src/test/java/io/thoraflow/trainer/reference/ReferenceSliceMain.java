package io.thoraflow.trainer.reference;

import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.DataSetReader;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fetch.WeightsConfig;
import io.thoraflow.trainer.fetch.WeightsFetch;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes the files of {@link ReferenceSlice} anew. */
public final class ReferenceSliceMain {
  private static final int TRAINING_OF_A_CLASS = 6;
  private static final int VALIDATION_OF_A_CLASS = 4;

  private ReferenceSliceMain() {}

  /**
   * @param arguments the directory that the reference head learned from, and the folder of this
   *     package's test resources
   */
  public static void main(String[] arguments) throws IOException {
    Path resources = Files.createDirectories(Path.of(arguments[1]));
    Path work = Files.createTempDirectory("slice");
    BackboneWeights real =
        new WeightsFetch(WeightsConfig.from(Settings.fromEnvironment())).cached().orElseThrow();
    DataSet data =
        new DataSetReader(work.resolve("left-out.tsv"), (done, total) -> {})
            .byPatient(DataDirectory.open(Path.of(arguments[0])), ArchiveLabels.none());
    try (ReferenceSlice slice =
        ReferenceSlice.empty(
            some(data.training(), TRAINING_OF_A_CLASS),
            some(data.validation(), VALIDATION_OF_A_CLASS),
            work.resolve("features"),
            real)) {
      slice.complete(progress -> {});
      Files.writeString(resources.resolve(ReferenceSlice.XRAYS), slice.xrays());
      Files.writeString(
          resources.resolve(ReferenceSlice.VALUES),
          Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(slice.learn()) + "\n");
    }
    Files.write(
        resources.resolve(ReferenceSlice.FEATURES),
        Files.readAllBytes(ReferenceSlice.features(work.resolve("features"))));
  }

  /** The first of each class by SHA-256. */
  private static List<ModelInput> some(List<LabelledXray> xrays, int ofAClass) {
    ModelInputs inputs = new ModelInputs(ReferenceSlice.RECIPE.features().input());
    return Stream.of(0, 1)
        .flatMap(label -> xrays.stream().filter(xray -> xray.label() == label).limit(ofAClass))
        .map(xray -> new ModelInput(xray.sha256(), xray.label(), () -> inputs.read(xray.file())))
        .toList();
  }
}
