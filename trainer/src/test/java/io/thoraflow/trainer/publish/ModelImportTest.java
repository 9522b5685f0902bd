package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ManifestCodec;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.testing.Golden;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportTest {
  @TempDir Path folder;

  private ModelRepository repository;
  private ModelImport imports;

  @BeforeEach
  void open() {
    repository = new ModelRepository(folder.resolve("models"));
    imports = Imports.into(repository);
  }

  @Test
  void aSavedModelIsCopiedWithoutWhatDoesNotBelongToIt() throws Exception {
    // Given
    Path source = Files.createDirectory(folder.resolve("source"));
    TinySavedModel.write(source);
    Files.writeString(source.resolve("notes.txt"), "private");

    // When
    int version = imports.run(source, "mine");

    // Then
    ModelManifest manifest = repository.manifest(version);
    assertThat(manifest.origin()).isEqualTo(Origin.SAVED_MODEL_IMPORT);
    assertThat(manifest.name()).isEqualTo("mine");
    assertThat(manifest.preprocessing()).isEqualTo("nearest-224");
    assertThat(manifest.threshold()).isEqualTo(0.5);
    assertThat(manifest.temperature()).isEqualTo(1);
    assertThat(manifest.familiarity()).isFalse();
    assertThat(manifest.files().keySet()).contains("saved_model.pb").doesNotContain("notes.txt");
    assertThat(repository.folder(version).resolve("notes.txt")).doesNotExist();
  }

  @Test
  void theKerasScriptsOwnFileIsPublishedWithItsProbabilities() throws Exception {
    // Given
    JsonNode golden = Golden.json("diagnose_resnet_model.json");
    List<byte[]> images = Golden.images(golden.get("files"), 16);

    // When
    int version = imports.run(Golden.file("diagnose_resnet_model.h5"), "diagnose_resnet_model");

    // Then
    ModelManifest manifest = repository.manifest(version);
    assertThat(manifest.origin()).isEqualTo(Origin.KERAS_IMPORT);
    assertThat(manifest.training().orElseThrow().path("recipe").asText()).isEqualTo("keras-import");
    try (SavedModel model = SavedModel.load(repository.folder(version))) {
      SavedModel.Diagnoses diagnoses = model.explain(images);
      for (int image = 0; image < images.size(); image++) {
        assertThat((double) diagnoses.probabilities()[image][1])
            .isCloseTo(golden.get("probabilities").get(image).get(1).asDouble(), within(1e-4));
      }
    }
  }

  @Test
  void aDemoVersionThatIsImportedAgainStaysADemo() throws Exception {
    // Given
    Path source = Files.createDirectory(folder.resolve("source"));
    TinySavedModel.write(source);
    ModelManifest given = Manifests.manifest(1, ModelRepository.hashes(source));
    ObjectNode json = (ObjectNode) Json.MAPPER.readTree(ManifestCodec.toJson(given));
    json.put("origin", "DEMO").put("threshold", 0.3);
    Files.write(source.resolve("manifest.json"), Json.MAPPER.writeValueAsBytes(json));

    // When
    ModelManifest manifest = repository.manifest(imports.run(source, "mine"));

    // Then
    assertThat(manifest.origin()).isEqualTo(Origin.DEMO);
    assertThat(manifest.threshold()).isEqualTo(0.3);
    assertThat(manifest.preprocessing()).isEqualTo(given.preprocessing());
    assertThat(manifest.name()).isEqualTo("mine");
  }

  @Test
  void aFolderWithoutASavedModelIsRefused() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    assertThatThrownBy(() -> imports.run(source, "mine"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(source + " is no SavedModel: it holds no saved_model.pb");
  }

  @Test
  void aSavedModelWithoutAHeatMapIsRefused() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    TinySavedModel.write(source, 1, explain -> explain.key("other"));
    assertThatThrownBy(() -> imports.run(source, "mine"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageMatching("the SavedModel has the signatures \\[.*other.*], but needs explain");
    assertThat(repository.versions()).isEmpty();
  }

  @Test
  void aSavedModelOnFloatImagesIsRefused() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    TinySavedModel.writeWithFloatImages(source);
    assertThatThrownBy(() -> imports.run(source, "mine"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "signature serving_default has input image DT_FLOAT[-1, 224, 224, 1], but needs input"
                + " image DT_UINT8[-1, 224, 224, 1]");
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("model.bin"), "something else");
    assertThatThrownBy(() -> imports.run(file, "mine"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("model.bin is neither a Keras HDF5 file nor a .keras archive");
  }

  @Test
  void aMissingFileIsRefused() {
    Path file = folder.resolve("absent.h5");
    assertThatThrownBy(() -> imports.run(file, "mine"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("there is no file or folder " + file);
  }
}
