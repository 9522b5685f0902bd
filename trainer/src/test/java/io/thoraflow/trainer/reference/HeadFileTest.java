package io.thoraflow.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.trainer.graph.SeedHead;
import io.thoraflow.trainer.safetensors.Safetensors;
import io.thoraflow.trainer.safetensors.SafetensorsReader;
import io.thoraflow.trainer.safetensors.SafetensorsWriter;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFileTest {
  private static final BackboneWeights BACKBONE = GeneratedWeights.backbone(5);

  private static TrainedHead head;

  @TempDir private Path folder;

  @BeforeAll
  static void generate() {
    head = GeneratedHead.on(BACKBONE);
  }

  @Test
  void aHeadIsReadAsItWasWritten() throws Exception {
    // Given
    Path file = folder.resolve("head.safetensors");

    // When
    HeadFile.write(head, file);
    TrainedHead read = HeadFile.read(file);

    // Then
    assertThat(bits(read.head().weights())).isEqualTo(bits(head.head().weights()));
    assertThat(bits(read.familiarity().orElseThrow().weights()))
        .isEqualTo(bits(head.familiarity().orElseThrow().weights()));
    assertThat(read.head().view()).isEqualTo(head.head().view());
    assertThat(read.channels()).isEqualTo(head.channels());
    assertThat(read.preprocessing()).isEqualTo(head.preprocessing());
    assertThat(read.temperature()).isEqualTo(head.temperature());
    assertThat(read.threshold()).isEqualTo(head.threshold());
    assertThat(read.backbone()).isEqualTo(BACKBONE.fingerprint());
    assertThat(read.training()).isEqualTo(head.training());
  }

  @Test
  void theFileFitsIntoASourceRepositoryAndHasTheSameBytesAgain() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");

    HeadFile.write(head, first);
    HeadFile.write(HeadFile.read(first), second);

    assertThat(Files.size(first)).isLessThan(HeadFile.MAX_BYTES);
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  @Test
  void aHeadWithoutFamiliarityComesBackWithoutIt() throws Exception {
    Path file = folder.resolve("head");

    HeadFile.write(
        new TrainedHead(
            head.head(),
            Optional.empty(),
            head.channels(),
            head.preprocessing(),
            1,
            0.5,
            head.backbone(),
            head.training()),
        file);

    assertThat(HeadFile.read(file).familiarity()).isEmpty();
  }

  @Test
  void theSeedRecipesHeadIsTooLargeForAFile() {
    TrainedHead seed =
        new TrainedHead(
            new SeedHead(GeneratedWeights.head(1)),
            Optional.empty(),
            head.channels(),
            head.preprocessing(),
            1,
            0.5,
            head.backbone(),
            head.training());

    assertThatThrownBy(() -> HeadFile.write(seed, folder.resolve("seed")))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("a head of type SeedHead is kept in no file; publish it with its backbone");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aHeadDoesNotTravelWithoutItsSource() {
    ObjectNode training = GeneratedHead.training();
    training.remove("citation");

    assertThatThrownBy(
            () ->
                new TrainedHead(
                    head.head(),
                    head.familiarity(),
                    head.channels(),
                    head.preprocessing(),
                    1,
                    0.5,
                    head.backbone(),
                    training))
        .hasMessage("a trained head's training.citation is missing, but must be a text");
  }

  @Test
  void whatIsNoHeadIsRefusedWithTheReason() throws Exception {
    refuses(
        content -> content.metadata().remove("format"),
        "the file's format is null, but must be thoraflow-head-1");
    refuses(
        content -> content.metadata().put("thoraflow", "{}"),
        "the head's description lacks view, channels, backbone or training");
    refuses(
        content -> content.replace("\"form\":\"standardized-linear\"", "\"form\":\"forest\""),
        "the head's form is forest, but must be one of standardized-linear");
    refuses(
        content -> content.replace("\"view\":\"PYRAMID\"", "\"view\":\"CUBE\""),
        "the head's description is not of this form");
    refuses(
        content -> content.replace("\"threshold\":0.375", "\"threshold\":1.5"),
        "a trained head's threshold is 1.5, but must be 0 to 1");
    refuses(
        content -> content.replace("\"preprocessing\":\"area-224\"", "\"preprocessing\":\"none\""),
        "the head's description lacks preprocessing");
    refuses(
        content -> content.tensors().remove("head/output/bias"),
        "weight head/output/bias is missing");
    refuses(
        content ->
            content
                .tensors()
                .put(
                    "head/spread", new WeightTensor("head/spread", List.of(7168), new float[7168])),
        "weight head/spread must be above 0, but holds 0.0");
    refuses(
        content ->
            content
                .tensors()
                .put(
                    "familiarity/variances",
                    new WeightTensor("familiarity/variances", List.of(2), new float[] {1, 1})),
        "weight familiarity/components has shape [2048, 64], but must have [2048, 2]");
  }

  private interface Change {
    void to(Content content);
  }

  private record Content(Map<String, String> metadata, Map<String, WeightTensor> tensors) {
    void replace(String text, String other) {
      assertThat(metadata.get("thoraflow")).contains(text);
      metadata.compute("thoraflow", (name, json) -> json.replace(text, other));
    }
  }

  private void refuses(Change change, String problem) throws Exception {
    Path file = folder.resolve("changed");
    HeadFile.write(head, file);
    Safetensors whole = SafetensorsReader.read(Files.readAllBytes(file));
    Content content = new Content(new HashMap<>(whole.metadata()), new HashMap<>(whole.tensors()));
    change.to(content);
    SafetensorsWriter.write(new Safetensors(content.metadata(), content.tensors()), file);

    assertThatThrownBy(() -> HeadFile.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(problem);
  }

  private static List<List<Object>> bits(List<WeightTensor> tensors) {
    List<List<Object>> bits = new ArrayList<>();
    for (WeightTensor tensor : tensors) {
      bits.add(List.of(tensor.name(), tensor.shape(), tensor.values()));
    }
    return bits;
  }
}
