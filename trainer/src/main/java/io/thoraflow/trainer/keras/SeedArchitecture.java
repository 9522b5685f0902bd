package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recognises the seed architecture in a Keras configuration, whatever else it trained with.
 *
 * @param backbone the name of the nested ResNet-50
 * @param hidden the name of Dense(128, relu)
 * @param output the name of Dense(2, softmax)
 */
record SeedArchitecture(String backbone, String hidden, String output) {
  private static final String EXPECTED =
      "Sequential of ResNet50, Flatten, Dense(128, relu), Dense(2, softmax)";

  /**
   * @param model {@code model_config} of an HDF5 file, or {@code config.json} of an archive
   * @throws InvalidModelException naming the first layer that differs, what it is and what it must
   *     be
   */
  static SeedArchitecture recognize(JsonNode model) {
    List<KerasLayer> layers = EffectiveLayers.of(model);
    List<String> classes = layers.stream().map(KerasLayer::className).toList();
    if (!model.path("class_name").asText().equals("Sequential") || layers.size() != 4) {
      throw new InvalidModelException(
          "the model is a %s of %s, but must be a %s"
              .formatted(model.path("class_name").asText("model"), classes, EXPECTED));
    }
    verifyBackbone(layers.get(0));
    verifyClass(layers.get(1), "Flatten");
    verifyDense(layers.get(2), SeedHeadWeights.HIDDEN_UNITS, "relu");
    verifyDense(layers.get(3), SeedHeadWeights.CLASSES, "softmax");
    return new SeedArchitecture(layers.get(0).name(), layers.get(2).name(), layers.get(3).name());
  }

  private static void verifyBackbone(KerasLayer backbone) {
    if (!List.of("Functional", "Model").contains(backbone.className())) {
      throw new InvalidModelException(
          "layer %s is a %s, but must be a Functional model (ResNet50 without its top)"
              .formatted(backbone.name(), backbone.className()));
    }
    Map<String, KerasLayer> found = new LinkedHashMap<>();
    KerasLayer.layersOf(backbone.config()).forEach(layer -> found.put(layer.name(), layer));
    String input = verifyInput(backbone, found);
    List<ExpectedLayer> expected = ExpectedBackbone.layers(input);
    for (ExpectedLayer layer : expected) {
      if (!found.containsKey(layer.name())) {
        throw new InvalidModelException(
            "layer %s (%s) is missing from %s"
                .formatted(layer.name(), layer.className(), backbone.name()));
      }
      layer.verify(found.get(layer.name()));
    }
    verifyOutput(backbone, found, input, expected);
  }

  private static String verifyInput(KerasLayer backbone, Map<String, KerasLayer> found) {
    KerasLayer input =
        found.values().stream()
            .filter(layer -> layer.className().equals("InputLayer"))
            .findFirst()
            .orElseThrow(
                () -> new InvalidModelException("model " + backbone.name() + " has no InputLayer"));
    String key = input.config().has("batch_shape") ? "batch_shape" : "batch_input_shape";
    LayerSetting.of(key, "[null,224,224,3]", "null").verify(input);
    return input.name();
  }

  /** Nothing may stand beside or behind the layers that were checked. */
  private static void verifyOutput(
      KerasLayer backbone,
      Map<String, KerasLayer> found,
      String input,
      List<ExpectedLayer> expected) {
    found.remove(input);
    expected.forEach(layer -> found.remove(layer.name()));
    if (!found.isEmpty()) {
      throw new InvalidModelException(
          "layer %s of %s is not part of ResNet50 without its top"
              .formatted(found.keySet().iterator().next(), backbone.name()));
    }
  }

  private static void verifyDense(KerasLayer layer, int units, String activation) {
    verifyClass(layer, "Dense");
    LayerSetting.of("units", "" + units, "null").verify(layer);
    LayerSetting.of("activation", '"' + activation + '"', "\"linear\"").verify(layer);
    LayerSetting.of("use_bias", "true", "true").verify(layer);
  }

  private static void verifyClass(KerasLayer layer, String className) {
    if (!layer.className().equals(className)) {
      throw new InvalidModelException(
          "layer %s is a %s, but must be a %s"
              .formatted(layer.name(), layer.className(), className));
    }
  }
}
