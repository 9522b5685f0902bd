package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.testing.HostileGraphs;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** What somebody else made and gave us to import. */
class HostileSavedModelTest {
  @TempDir Path folder;
  private Path source;
  private ModelRepository repository;
  private ModelImport imports;

  @BeforeEach
  void exportASoundModel() throws IOException {
    source = Files.createDirectory(folder.resolve("source"));
    TinySavedModel.write(source);
    repository = new ModelRepository(folder.resolve("models"));
    imports = Imports.into(repository);
  }

  @Test
  void aModelThatWouldReadAFileIsRefused() throws IOException {
    // Given
    Path file = source.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    MetaGraphDef.Builder graph = model.getMetaGraphsBuilder(0);
    String restore = graph.getSaverDef().getRestoreOpName();
    graph.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(restore))
        .forEach(node -> node.addInput("^planted"));
    String prefix = graph.getSaverDef().getFilenameTensorName().replaceAll(":.*", "");
    graph
        .getGraphDefBuilder()
        .addNode(NodeDef.newBuilder().setName("planted").setOp("ReadFile").addInput(prefix));
    Files.write(file, model.build().toByteArray());

    assertRefused("the graph holds the op ReadFile, which a model may not run");
  }

  @Test
  void aFunctionThatTensorFlowSwapsForAnotherIsRefused() throws IOException {
    Path written = folder.resolve("written");
    HostileGraphs.change(
        source,
        graph ->
            new HostileGraphs(written).swapImplementation(graph, HostileGraphs.settingsOfKeras()));

    assertRefused("function clean has the attribute api_implements, which may decide what runs");
    assertThat(written).doesNotExist();
  }

  @TestFactory
  Stream<DynamicTest> everyAttackIsRefused() throws IOException {
    byte[] sound = Files.readAllBytes(source.resolve("saved_model.pb"));
    return new HostileGraphs(folder.resolve("written"))
        .all().entrySet().stream()
            .map(
                attack ->
                    DynamicTest.dynamicTest(
                        attack.getKey(),
                        () -> {
                          Files.write(source.resolve("saved_model.pb"), sound);
                          HostileGraphs.change(source, attack.getValue());
                          assertRefused("");
                        }));
  }

  @Test
  void aTruncatedGraphIsRefused() throws IOException {
    Path file = source.resolve("saved_model.pb");
    byte[] graph = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(graph, graph.length - 1000));

    assertRefused("saved_model.pb is no SavedModel: ");
  }

  @Test
  void truncatedWeightsAreRefused() throws IOException {
    Path file = source.resolve("variables/variables.data-00000-of-00001");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 3));

    assertRefused("cannot load the SavedModel: ");
  }

  @Test
  void weightsThatAreNoNumbersAreRefused() throws IOException {
    Path other = Files.createDirectory(folder.resolve("nan"));
    TinySavedModel.write(other, Float.NaN, explain -> explain);

    assertThatThrownBy(() -> imports.run(other, "mine")).isInstanceOf(InvalidModelException.class);
    assertThat(repository.versions()).isEmpty();
  }

  @Test
  void aManifestThatPointsOutOfItsFolderIsRefused() throws IOException {
    Files.writeString(source.resolve("manifest.json"), "{\"files\":{\"../../evil\":\"00\"}}");

    assertThatThrownBy(() -> imports.run(source, "mine"))
        .isInstanceOf(io.thoraflow.contract.model.ModelLoadException.class);
    assertThat(repository.versions()).isEmpty();
  }

  @Test
  void aLinkOutOfTheFolderIsRefused() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Files.createDirectories(source.resolve("assets"));
    Files.createSymbolicLink(source.resolve("assets/notes"), secret);

    assertRefused("assets/notes must lie in the model's folder, but is a link out of it");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> imports.run(source, "mine"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith(reason);
    assertThat(repository.versions()).isEmpty();
  }
}
