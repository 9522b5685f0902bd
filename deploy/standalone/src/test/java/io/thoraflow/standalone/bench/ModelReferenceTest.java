package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReferenceTest {
  @TempDir Path folder;

  @Test
  void figuresOfTheScriptAreRead() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("reference.json"),
            """
            {"references": [{"kind": "keras-switched", "version": "2.18.0", "batch": 8,
              "cpuMillis": 82.9, "wallMillis": 44.1}]}""");

    List<ModelReference> references = ModelReference.read(file);

    assertThat(references)
        .containsExactly(new ModelReference("keras-switched", "2.18.0", 8, 82.9, 44.1));
    assertThat(references.get(0).name()).contains("same switches");
  }

  @Test
  void aFileWithoutFiguresIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("reference.json"), "{}");

    assertThatThrownBy(() -> ModelReference.read(file)).isInstanceOf(CommandException.class);
  }

  @Test
  void eachReferenceHasItsOwnTarget() {
    assertThat(reference("onnxruntime", 1).target(0.96)).isEqualTo(">= 0.95: met");
    assertThat(reference("keras", 8).target(1.7)).isEqualTo(">= 1.80: missed");
    assertThat(reference("keras-switched", 8).target(1.3)).isEqualTo(">= 1.30: met");
    assertThat(reference("keras", 32).target(1)).isEmpty();
  }

  private static ModelReference reference(String kind, int batch) {
    return new ModelReference(kind, "1", batch, 1, 1);
  }
}
