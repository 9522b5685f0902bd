package io.thoraflow.trainer.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;

class TensorFlowRuntimeTest {
  @TempDir Path folder;

  @Test
  void theLibrariesOfTheBuildLoad() {
    TensorFlowRuntime.prepare();
    TensorFlowRuntime.prepare();
    assertThat(TensorFlow.version()).isEqualTo("2.18.0");
  }

  @Test
  void aFolderWithTheLibraryIsTaken() throws Exception {
    Files.createFile(folder.resolve("libtensorflow_cc.so.2"));
    assertThat(TensorFlowRuntime.libraryFolder(folder.toString())).isEqualTo(folder);
  }

  @Test
  void aFolderWithoutTheLibraryIsNamed() {
    assertThatThrownBy(() -> TensorFlowRuntime.libraryFolder(folder.toString()))
        .isInstanceOf(TensorFlowUnavailableException.class)
        .hasMessage(
            "TENSORFLOW_LIBRARY_PATH must name the folder that holds libtensorflow_cc.so.2, but %s"
                    .formatted(folder)
                + " does not hold it");
  }

  @Test
  void aMissingSettingIsNamed() {
    assertThatThrownBy(() -> TensorFlowRuntime.libraryFolder(null))
        .isInstanceOf(TensorFlowUnavailableException.class)
        .hasMessage(
            "TENSORFLOW_LIBRARY_PATH is not set: it must name the folder that holds"
                + " libtensorflow_cc.so.2 (the build unpacks it to target/tensorflow-native)");
  }
}
