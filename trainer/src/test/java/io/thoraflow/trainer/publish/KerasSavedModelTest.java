package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;

/** SavedModels that Keras 3.15.1 on TensorFlow 2.21 has exported (export_keras_model.py). */
class KerasSavedModelTest {
  private static final Path WRITTEN = Path.of("/tmp/thoraflow-hostile");

  @TempDir Path folder;
  private ModelRepository repository;
  private ModelImport imports;

  @BeforeEach
  void open() throws IOException {
    Files.deleteIfExists(WRITTEN);
    repository = new ModelRepository(folder.resolve("models"));
    imports = Imports.into(repository);
  }

  @Test
  void whatKerasExportsIsAccepted() throws IOException {
    int version = imports.run(unpacked("keras-export.zip"), "exported");

    ModelManifest manifest = repository.manifest(version);
    assertThat(settings(repository.folder(version))).isNotEmpty().allMatch(ByteString::isEmpty);
    assertThat(manifest.origin()).isEqualTo(ModelManifest.Origin.SAVED_MODEL_IMPORT);
    assertThat(manifest.reference().probabilities())
        .isNotEmpty()
        .allMatch(probability -> probability > 0 && probability < 1);
  }

  @Test
  void aKerasFunctionThatWouldWriteAFileIsRefusedBeforeItRuns() throws IOException {
    Path hostile = unpacked("keras-export-hostile.zip");

    assertThatThrownBy(() -> imports.run(hostile, "exported"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("holds the op WriteFile, which a model may not run");
    assertThat(repository.versions()).isEmpty();
    assertThat(WRITTEN).doesNotExist();
  }

  @Test
  void aWeightThatIsNoNumberIsFoundAmongTheVariablesOfKeras() throws IOException {
    Path model = unpacked("keras-export.zip");
    unpack("keras-export-nan.zip", model);

    assertThatThrownBy(() -> imports.run(model, "exported"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("of the SavedModel must be finite, but holds NaN");
    assertThat(repository.versions()).isEmpty();
  }

  /** What the calls of a published graph say of their sessions. */
  private static List<ByteString> settings(Path folder) throws IOException {
    GraphDef graph =
        SavedModel.parseFrom(Files.readAllBytes(folder.resolve("saved_model.pb")))
            .getMetaGraphs(0)
            .getGraphDef();
    return Stream.concat(
            graph.getNodeList().stream(),
            graph.getLibrary().getFunctionList().stream()
                .flatMap(function -> function.getNodeDefList().stream()))
        .filter(node -> node.containsAttr("config_proto"))
        .map(node -> node.getAttrOrThrow("config_proto").getS())
        .toList();
  }

  private Path unpacked(String name) throws IOException {
    Path target = Files.createDirectory(folder.resolve("source"));
    unpack(name, target);
    return target;
  }

  private static void unpack(String name, Path target) throws IOException {
    try (InputStream file = KerasSavedModelTest.class.getResourceAsStream(name);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path part = target.resolve(entry.getName());
        Files.createDirectories(part.getParent());
        Files.copy(zip, part, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
