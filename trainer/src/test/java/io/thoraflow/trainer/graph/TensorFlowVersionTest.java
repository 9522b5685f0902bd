package io.thoraflow.trainer.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;

class TensorFlowVersionTest {
  @Test
  void theLibrariesOfTheBuildLoad() {
    TensorFlowRuntime.prepare();
    TensorFlowRuntime.prepare();

    assertThat(TensorFlow.version()).isEqualTo("2.18.0");
  }
}
