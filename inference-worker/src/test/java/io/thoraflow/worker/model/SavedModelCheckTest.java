package io.thoraflow.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.savedmodel.SavedModelCheck;
import io.thoraflow.worker.testing.GraphSurgery;
import io.thoraflow.worker.testing.TensorFlowLibrary;
import io.thoraflow.worker.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;

/** A model is data, never code. */
class SavedModelCheckTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;

  private Path written;
  private GraphSurgery surgery;

  @BeforeAll
  static void loadTensorFlow() {
    TensorFlowLibrary.load();
  }

  @BeforeEach
  void exportASoundModel() throws IOException {
    TinyModel.steep().export(folder);
    written = elsewhere.resolve("written");
    surgery = new GraphSurgery(written);
  }

  @Test
  void aSoundModelPasses() {
    assertThatCode(() -> SavedModelCheck.verify(folder)).doesNotThrowAnyException();
  }

  @Test
  void anOpThatAPredictionReachesIsRefused() throws IOException {
    surgery.beforeTheOutput(folder);

    assertRefused("a signature reaches the op WriteFile");
  }

  @Test
  void anOpThatLoadingReachesIsRefused() throws IOException {
    // Given: TensorFlow itself runs it as soon as the model is loaded.
    surgery.beforeRestoring(folder);
    SavedModelBundle.load(folder.toString(), "serve").close();
    assertThat(written).hasContent("code has run");

    // When and Then
    assertRefused("loading reaches the op WriteFile");
  }

  @Test
  void anOpInsideOfAFunctionIsRefused() throws IOException {
    surgery.insideAFunction(folder);

    assertRefused("a signature reaches the op WriteFile");
  }

  @Test
  void anOpThatNothingReachesDoesNotMatter() throws IOException {
    surgery.unreachable(folder);

    assertThatCode(() -> SavedModelCheck.verify(folder)).doesNotThrowAnyException();
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
