package io.thoraflow.trainer.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.testing.Golden;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasModelReaderTest {
  private static KerasModel model;

  @TempDir Path folder;

  @BeforeAll
  static void generate() {
    model = new KerasModel(GeneratedWeights.backbone(1), GeneratedWeights.head(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":0"})
  void aWholeModelFileReadsBackBitForBit(String suffix) throws Exception {
    // Given
    Path file = folder.resolve("model.h5");
    KerasModelWriter.write(file, SeedConfiguration.json(), KerasModelWriter.tensors(model), suffix);

    // When
    KerasModel read = KerasModelReader.read(file);

    // Then
    assertSame(read);
  }

  @Test
  void anArchiveReadsBackBitForBit() throws Exception {
    // Given
    Path file = folder.resolve("model.keras");
    KerasFiles.writeArchive(file, SeedConfiguration.json(), KerasModelWriter.tensors(model));

    // When
    KerasModel read = KerasModelReader.read(file);

    // Then
    assertSame(read);
  }

  @Test
  void theSameModelInTheWaysOfKeras2AndKeras3IsTheSame() throws Exception {
    // Given Keras 3's own file, rewritten with the names of Keras 2
    KerasModel keras3 = KerasModelReader.read(Golden.file("diagnose_resnet_model.h5"));
    Path file = folder.resolve("keras2.h5");
    KerasModelWriter.write(file, SeedConfiguration.json(), KerasModelWriter.tensors(keras3), ":0");

    // When
    KerasModel keras2 = KerasModelReader.read(file);

    // Then
    assertThat(keras2.backbone().fingerprint()).isEqualTo(keras3.backbone().fingerprint());
    assertThat(keras2.head().hiddenKernel().values())
        .isEqualTo(keras3.head().hiddenKernel().values());
  }

  @Test
  void anotherHeadIsRefused() {
    assertRefused(
        config -> setting(config, "dense").put("units", 64),
        "layer dense has units 64, but must have 128");
    assertRefused(
        config -> setting(config, "dense_1").put("activation", "sigmoid"),
        "layer dense_1 has activation \"sigmoid\", but must have \"softmax\"");
    assertRefused(
        config -> KerasFiles.find(config, "flatten").put("class_name", "GlobalAveragePooling2D"),
        "layer flatten is a GlobalAveragePooling2D, but must be a Flatten");
    assertRefused(
        config -> ((ArrayNode) config.at("/config/layers")).remove(4),
        "the model is a Sequential of [Functional, Flatten, Dense], but must be a Sequential of"
            + " ResNet50, Flatten, Dense(128, relu), Dense(2, softmax)");
  }

  @Test
  void layersThatDoNothingAtInferenceAreAccepted() throws Exception {
    // Given
    ObjectNode config = SeedConfiguration.json();
    ArrayNode layers = (ArrayNode) config.at("/config/layers");
    layers.insert(2, KerasFiles.layer("Dropout", "dropout"));
    layers.insert(4, KerasFiles.layer("GaussianNoise", "noise"));
    ObjectNode augmentation = KerasFiles.layer("Sequential", "augmentation");
    ((ObjectNode) augmentation.get("config"))
        .putArray("layers")
        .add(KerasFiles.layer("RandomFlip", "random_flip"))
        .add(KerasFiles.layer("RandomRotation", "random_rotation"));
    layers.insert(1, augmentation);
    layers.insert(2, rescaling(1 / 255d, 0));
    Path file = folder.resolve("model.h5");
    KerasModelWriter.write(file, config, KerasModelWriter.tensors(model), "");

    // When and Then: our graph divides by 255 itself, so the weights are the same.
    assertSame(KerasModelReader.read(file));
  }

  @Test
  void anotherRescalingIsRefused() {
    assertRefused(
        config -> insert(config, 1, rescaling(1 / 127.5, -1)),
        "layer rescaling has scale 0.00784313725490196 and offset -1.0, but must have scale"
            + " 0.00392156862745098 (1/255) and offset 0: gray levels from 0 to 255 become 0 to 1");
    assertRefused(
        config -> {
          insert(config, 1, rescaling(1 / 255d, 0));
          insert(config, 1, rescaling(1 / 255d, 0));
        },
        "layer rescaling rescales once more: gray levels must be divided by 255 once");
    assertRefused(
        config -> insert(config, 2, rescaling(1 / 255d, 0)),
        "layer rescaling (Rescaling) stands behind resnet50, but must stand before the network");
  }

  @Test
  void aLayerThatDoesSomethingIsRefused() {
    assertRefused(
        config -> insert(config, 1, KerasFiles.layer("CenterCrop", "crop")),
        "the model is a Sequential of [CenterCrop, Functional, Flatten, Dense, Dense], but must be"
            + " a Sequential of ResNet50, Flatten, Dense(128, relu), Dense(2, softmax)");
  }

  @Test
  void anotherBackboneIsRefused() {
    assertRefused(
        config -> setting(config, "conv4_block2_2_conv").put("filters", 128),
        "layer conv4_block2_2_conv has filters 128, but must have 256");
    assertRefused(
        config -> setting(config, "conv1_bn").put("epsilon", 1e-3),
        "layer conv1_bn has epsilon 0.001, but must have 1.001E-5");
    assertRefused(
        config -> setting(config, "input_1").putArray("batch_input_shape").addNull().add(64),
        "layer input_1 has batch_input_shape [null,64], but must have [null,224,224,3]");
    assertRefused(
        config -> ((ArrayNode) KerasFiles.find(config, "resnet50").at("/config/layers")).remove(1),
        "layer conv1_pad (ZeroPadding2D) is missing from resnet50");
    assertRefused(
        config ->
            ((ArrayNode) KerasFiles.find(config, "conv3_block2_add").at("/inbound_nodes/0"))
                .remove(0),
        "layer conv3_block2_add reads [conv3_block2_3_bn], but must read [conv3_block1_out,"
            + " conv3_block2_3_bn]");
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() {
    List<WeightTensor> tensors = new ArrayList<>(KerasModelWriter.tensors(model));
    float[] values = model.head().outputBias().toArray();
    values[1] = Float.NaN;
    tensors.set(tensors.size() - 1, new WeightTensor("dense_1/bias", List.of(2), values));
    assertRefused(tensors, "weight dense_1/bias must be finite, but value 1 is NaN");
  }

  @Test
  void aMisshapenOrMissingWeightIsRefused() {
    List<WeightTensor> tensors = new ArrayList<>(KerasModelWriter.tensors(model));
    tensors.removeIf(tensor -> tensor.name().equals("conv2_block1_0_bn/gamma"));
    assertRefused(tensors, "weight conv2_block1_0_bn/gamma of shape [256] is missing");

    tensors.add(new WeightTensor("conv2_block1_0_bn/gamma", List.of(64), new float[64]));
    assertRefused(tensors, "weight conv2_block1_0_bn/gamma has shape [64], but must have [256]");
  }

  @Test
  void aTruncatedFileIsRefused() throws Exception {
    Path file = folder.resolve("model.h5");
    KerasModelWriter.write(file, SeedConfiguration.json(), KerasModelWriter.tensors(model), "");
    try (RandomAccessFile truncated = new RandomAccessFile(file.toFile(), "rw")) {
      truncated.setLength(truncated.length() / 2);
    }
    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("model.h5 cannot be read as HDF5: is it complete? ");
  }

  @Test
  void aTruncatedArchiveIsRefused() throws Exception {
    Path file = folder.resolve("model.keras");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0});
    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("model.keras cannot be read as a .keras archive: is it complete? ");
  }

  private static void insert(ObjectNode config, int index, ObjectNode layer) {
    ((ArrayNode) config.at("/config/layers")).insert(index, layer);
  }

  private static ObjectNode rescaling(double scale, double offset) {
    ObjectNode layer = KerasFiles.layer("Rescaling", "rescaling");
    ((ObjectNode) layer.get("config")).put("scale", scale).put("offset", offset);
    return layer;
  }

  private void assertRefused(Consumer<ObjectNode> change, String message) {
    ObjectNode config = SeedConfiguration.json();
    change.accept(config);
    Path file = folder.resolve("changed.h5");
    KerasModelWriter.write(file, config, List.of(), "");
    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(message);
  }

  private void assertRefused(List<WeightTensor> tensors, String message) {
    Path file = folder.resolve("weights.h5");
    KerasModelWriter.write(file, SeedConfiguration.json(), tensors, "");
    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(message);
  }

  private static ObjectNode setting(ObjectNode config, String layer) {
    return (ObjectNode) KerasFiles.find(config, layer).get("config");
  }

  private static void assertSame(KerasModel read) {
    assertThat(read.backbone().fingerprint()).isEqualTo(model.backbone().fingerprint());
    assertThat(read.head().hiddenKernel().values()).isEqualTo(model.head().hiddenKernel().values());
    assertThat(read.head().hiddenBias().values()).isEqualTo(model.head().hiddenBias().values());
    assertThat(read.head().outputKernel().values()).isEqualTo(model.head().outputKernel().values());
    assertThat(read.head().outputBias().values()).isEqualTo(model.head().outputBias().values());
  }
}
