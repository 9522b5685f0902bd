package io.thoraflow.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.trainer.reference.GeneratedHead;
import io.thoraflow.trainer.reference.HeadFile;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.testing.RealWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, without a pipeline, on the real backbone. */
class ModelInstallTest {
  @TempDir private Path root;

  private final StringWriter errors = new StringWriter();
  private DataFolder folder;

  @BeforeEach
  void open() {
    folder = new DataFolder(root.resolve("data"));
  }

  @Test
  void aHeadsFileBecomesAVersionThatServesFromTheNextStartOn() throws Exception {
    // Given
    BackboneWeights backbone = RealWeights.assume();
    Path head = root.resolve("winter.safetensors");
    HeadFile.write(GeneratedHead.on(backbone), head);

    // When
    assertThat(install(head.toString())).as(errors.toString()).isZero();

    // Then
    ModelRepository repository = new ModelRepository(folder.models());
    assertThat(repository.versions()).containsExactly(1);
    ModelManifest manifest = repository.manifest(1);
    assertThat(manifest.name()).isEqualTo("winter");
    assertThat(manifest.training().orElseThrow().at("/decision/state").asText())
        .isEqualTo("serving");
    assertThat(manifest.training().orElseThrow().path("backboneFingerprint").asText())
        .isEqualTo(backbone.fingerprint());
  }

  @Test
  void aHeadThatWasTrainedOnAnotherBackboneIsRefusedInOneSentence() throws Exception {
    RealWeights.assume();
    Path head = root.resolve("other.safetensors");
    HeadFile.write(GeneratedHead.on(GeneratedWeights.backbone(1)), head);

    assertThat(install(head.toString())).isEqualTo(1);

    assertThat(errors.toString().strip())
        .startsWith("thoraflow: the head was trained on backbone weights")
        .hasLineCount(1);
    assertThat(new ModelRepository(folder.models()).versions()).isEmpty();
  }

  @Test
  void whatIsNoHeadsFileIsNamed() throws Exception {
    assertThat(install("refrence")).isEqualTo(1);
    assertThat(errors.toString())
        .contains("there is no file refrence; reference names the head of this release");

    Path text = Files.writeString(root.resolve("notes.txt"), "Dear colleague");
    assertThat(install(text.toString())).isEqualTo(1);
    assertThat(errors.toString()).contains("not a usable safetensors file");
  }

  private int install(String source) {
    return Thoraflow.commandLine()
        .setErr(new PrintWriter(errors, true))
        .execute("model", "install", source, "--data", folder.root().toString());
  }
}
