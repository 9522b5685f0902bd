package io.thoraflow.trainer.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.api.Group;
import io.thoraflow.contract.json.Json;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.testing.Golden;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasModelWriterTest {
  /** What HDF5 can hold in one attribute, and jhdf in one that others can read. */
  private static final int ATTRIBUTE_BYTES = 50_000;

  @TempDir static Path folder;

  private static KerasModel model;
  private static Path file;

  @BeforeAll
  static void write() {
    model = new KerasModel(GeneratedWeights.backbone(1), GeneratedWeights.head(2));
    file = folder.resolve("model.h5");
    KerasModelWriter.write(model, file);
  }

  @Test
  void theFileReadsBackBitForBit() throws Exception {
    KerasModel read = KerasModelReader.read(file);

    assertThat(KerasModelWriter.tensors(read)).isEqualTo(KerasModelWriter.tensors(model));
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    Path again = folder.resolve("again.h5");
    KerasModelWriter.write(model, again);

    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void theConfigurationFitsIntoOneAttribute() throws Exception {
    String configuration = Hdf5.read(file, root -> Hdf5.text(root, "model_config"));

    assertThat(configuration.getBytes(StandardCharsets.UTF_8).length).isLessThan(ATTRIBUTE_BYTES);
    assertThat(Json.MAPPER.readTree(configuration)).isEqualTo(SeedConfiguration.json());
  }

  @Test
  void weightsStandWhereKerasLooksForThem() {
    List<String> names = names(file, "resnet50");

    assertThat(names).hasSize(318).startsWith("conv1_conv/kernel:0", "conv1_conv/bias:0");
    assertThat(names)
        .containsSubsequence(
            "conv2_block1_0_conv/kernel:0",
            "conv2_block1_3_conv/kernel:0",
            "conv2_block1_0_bn/gamma:0",
            "conv2_block1_3_bn/gamma:0",
            "conv2_block2_1_conv/kernel:0");
    assertThat(names(file, "dense_1")).containsExactly("dense_1/kernel:0", "dense_1/bias:0");
  }

  @Test
  void layersAndWeightsComeInTheOrderOfKerasOwnFile() throws Exception {
    Path golden = Golden.file("diagnose_resnet_model.h5");

    assertThat(names(file, "resnet50").stream().map(name -> name.replace(":0", "")))
        .containsExactlyElementsOf(names(golden, "resnet50"));
    String configuration = Hdf5.read(golden, root -> Hdf5.text(root, "model_config"));
    List<String> keras = layers(Json.MAPPER.readTree(configuration));
    List<String> ours = layers(SeedConfiguration.json());
    assertThat(ours.subList(1, ours.size())).isEqualTo(keras.subList(1, keras.size()));
    String output = "/config/layers/1/config/output_layers";
    assertThat(SeedConfiguration.json().at(output))
        .isEqualTo(Json.MAPPER.readTree(configuration).at(output));
  }

  private static List<String> layers(JsonNode configuration) {
    return StreamSupport.stream(
            configuration.at("/config/layers/1/config/layers").spliterator(), false)
        .map(layer -> layer.path("name").asText())
        .toList();
  }

  private static List<String> names(Path file, String layer) {
    return Hdf5.read(
        file,
        root -> Hdf5.texts((Group) Hdf5.node(root, "model_weights/" + layer), "weight_names"));
  }
}
