package io.thoraflow.contract.tensorflow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowRuntimeTest {
  @TempDir private Path folder;

  @Test
  void whatChangesWeightsDoesNotRunWhereNoneMayChange() {
    TensorFlowRuntime.requireChangingWeights();
    TensorFlowRuntime.assumeFrozenWeights();
    assertThatThrownBy(TensorFlowRuntime::requireChangingWeights)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("weights that never change");
  }

  @Test
  void aFolderWithoutTheLibraryIsNamed() {
    assertThatThrownBy(() -> TensorFlowRuntime.prepare(folder))
        .isInstanceOf(TensorFlowUnavailableException.class)
        .hasMessage(
            "TENSORFLOW_LIBRARY_PATH must name the folder that holds libtensorflow_cc.so.2, but %s does not hold it"
                .formatted(folder));
  }
}
