package io.thoraflow.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.savedmodel.SavedModelCheck;
import io.thoraflow.contract.testing.HostileGraphs;
import io.thoraflow.worker.testing.GraphSurgery;
import io.thoraflow.worker.testing.TensorFlowLibrary;
import io.thoraflow.worker.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TUint8;

/** A model is data, never code. */
class SavedModelCheckTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;

  private Path written;
  private GraphSurgery surgery;
  private HostileGraphs attacks;
  private byte[] sound;

  @BeforeAll
  static void loadTensorFlow() {
    TensorFlowLibrary.load();
  }

  @BeforeEach
  void exportASoundModel() throws IOException {
    TinyModel.steep().export(folder);
    written = elsewhere.resolve("written");
    surgery = new GraphSurgery(written);
    attacks = new HostileGraphs(written);
    sound = Files.readAllBytes(folder.resolve("saved_model.pb"));
  }

  @Test
  void aSoundModelPasses() {
    assertThatCode(() -> SavedModelCheck.verify(folder)).doesNotThrowAnyException();
  }

  @Test
  void anOpThatAPredictionReachesIsRefused() throws IOException {
    surgery.beforeTheOutput(folder);

    assertRefused("the graph holds the op WriteFile, which a model may not run");
  }

  @Test
  void anOpThatLoadingReachesIsRefused() throws IOException {
    // Given: TensorFlow itself runs it as soon as the model is loaded.
    surgery.beforeRestoring(folder);
    SavedModelBundle.load(folder.toString(), "serve").close();
    assertThat(written).hasContent("code has run");

    // When and Then
    assertRefused("the graph holds the op WriteFile, which a model may not run");
  }

  @Test
  void anOpInsideOfAFunctionIsRefused() throws IOException {
    surgery.insideAFunction(folder);

    assertRefused("function harmless holds the op WriteFile, which a model may not run");
  }

  @Test
  void anOpThatNothingReachesIsRefused() throws IOException {
    surgery.unreachable(folder);

    assertRefused("the graph holds the op WriteFile, which a model may not run");
  }

  @Test
  void aFunctionThatTensorFlowSwapsForAnotherIsRefused() throws IOException {
    // Given: the graph calls a clean function, and TensorFlow runs the other.
    HostileGraphs.change(folder, graph -> attacks.swapImplementation(graph, ByteString.EMPTY));
    predict();
    assertThat(written).hasContent("code has run");
    Files.delete(written);

    // When and Then
    assertRefused("function clean has the attribute api_implements, which may decide what runs");
    assertThatThrownBy(() -> TensorFlowLibrary.load().load(folder))
        .isInstanceOf(ModelLoadException.class);
    assertThat(written).doesNotExist();
  }

  /** As {@link #aSoundModelPasses}, each changed at one place. */
  @TestFactory
  Stream<DynamicTest> everyAttackIsRefused() {
    return attacks.all().entrySet().stream()
        .map(
            attack ->
                DynamicTest.dynamicTest(
                    attack.getKey(),
                    () -> {
                      Files.write(folder.resolve("saved_model.pb"), sound);
                      HostileGraphs.change(folder, attack.getValue());
                      assertRefused("");
                    }));
  }

  @Test
  void aCallThatSaysWhatKerasSaysIsRefusedUntilItIsImported() throws IOException {
    // Given
    HostileGraphs.change(
        folder,
        graph -> HostileGraphs.callWith(graph, "config_proto", HostileGraphs.settingsOfKeras()));
    assertRefused(
        "node passed of the graph has the attribute config_proto, which must be empty: import the"
            + " model again with ./thoraflow model import");

    // When
    SavedModelCheck.copyGraph(folder, elsewhere);

    // Then
    assertThatCode(() -> SavedModelCheck.verify(elsewhere)).doesNotThrowAnyException();
  }

  @Test
  void severalGraphsInOneAreRefused() throws IOException {
    HostileGraphs.secondGraph(folder);

    assertRefused("a SavedModel must hold one graph (MetaGraphDef), but holds 2");
  }

  private void predict() {
    try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve");
        TUint8 image = TUint8.tensorOf(Shape.of(1, 224, 224, 1));
        Result result = bundle.function("explain").call(Map.of("image", image))) {
      assertThat(result.get("familiarity")).isPresent();
    }
  }

  @Test
  void aGraphInAnotherFormIsRefused() throws IOException {
    Files.writeString(folder.resolve("saved_model.pbtxt"), "");

    assertRefused("a SavedModel must have its graph in saved_model.pb alone");
  }

  @Test
  void damagedGraphsAreRefusedOrHarmless() throws IOException {
    // Given
    surgery.beforeTheOutput(folder);
    Path file = folder.resolve("saved_model.pb");
    byte[] graph = Files.readAllBytes(file);
    Random random = new Random(7);

    for (int i = 0; i < 2000; i++) {
      // When
      byte[] damaged =
          Arrays.copyOf(graph, i % 4 == 0 ? random.nextInt(graph.length) : graph.length);
      for (int change = 0; change < 3 && damaged.length > 0; change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);

      // Then: nothing but a refusal ever leaves.
      try {
        SavedModelCheck.verify(folder);
      } catch (ModelLoadException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> SavedModelCheck.verify(folder))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageStartingWith(reason);
  }
}
