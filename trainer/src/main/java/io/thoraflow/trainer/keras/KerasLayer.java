package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer of a Keras model's configuration.
 *
 * @param name unique in its model
 * @param className Keras's class, for instance {@code Conv2D}
 * @param config the layer's own settings
 * @param inputs names of the layers that it reads, in order; empty in a Sequential model
 */
record KerasLayer(String name, String className, JsonNode config, List<String> inputs) {

  /** Reads one entry of {@code layers}, as Keras 2 or Keras 3 writes it. */
  static KerasLayer of(JsonNode entry) {
    JsonNode config = entry.path("config");
    List<String> inputs = new ArrayList<>();
    collectInputs(entry.path("inbound_nodes"), inputs);
    return new KerasLayer(
        config.path("name").asText(entry.path("name").asText()),
        entry.path("class_name").asText(),
        config,
        List.copyOf(inputs));
  }

  /** The layers of a Sequential or Functional model. */
  static List<KerasLayer> layersOf(JsonNode modelConfig) {
    List<KerasLayer> layers = new ArrayList<>();
    modelConfig.path("layers").forEach(layer -> layers.add(of(layer)));
    return layers;
  }

  /**
   * Both Keras 2 ({@code [[["pool1_pad", 0, 0, {}]]]}) and Keras 3 ({@code "keras_history":
   * ["pool1_pad", 0, 0]}) name an input by an array of layer, node and tensor.
   */
  private static void collectInputs(JsonNode node, List<String> inputs) {
    if (node.isArray()
        && node.path(0).isTextual()
        && node.path(1).isInt()
        && node.path(2).isInt()) {
      inputs.add(node.get(0).asText());
    } else {
      node.forEach(child -> collectInputs(child, inputs));
    }
  }
}
