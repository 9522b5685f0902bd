package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import java.util.List;

/**
 * The seed architecture as Keras's {@code model_config}: in the form of Keras 2, which Keras 3
 * reads too, and with the settings that equal Keras's defaults left out. So it fits into one HDF5
 * attribute, where Keras 3's own form of this model would need three times an attribute's space.
 */
final class SeedConfiguration {
  static final String BACKBONE = "resnet50";
  static final String FLATTEN = "flatten";
  static final String HIDDEN = "dense";
  static final String OUTPUT = "dense_1";

  private static final String INPUT = "input_1";
  private static final String OUTER_INPUT = "resnet50_input";
  private static final String LAST = "conv5_block3_out";

  private SeedConfiguration() {}

  static ObjectNode json() {
    ObjectNode model = JsonNodeFactory.instance.objectNode().put("class_name", "Sequential");
    ArrayNode layers = model.putObject("config").put("name", "sequential").putArray("layers");
    input(layers, OUTER_INPUT);
    backbone(configOf(layer(layers, BACKBONE, "Functional")));
    layer(layers, FLATTEN, "Flatten");
    dense(layers, HIDDEN, SeedHeadWeights.HIDDEN_UNITS, "relu");
    dense(layers, OUTPUT, SeedHeadWeights.CLASSES, "softmax");
    return model;
  }

  /**
   * Frozen, as the seed script freezes it. That matters to whoever reads the file: Keras hands out
   * the weights of a trainable model in another order, trainable ones first.
   */
  private static void backbone(ObjectNode config) {
    ArrayNode layers = config.put("trainable", false).putArray("layers");
    input(layers, INPUT).put("name", INPUT).putArray("inbound_nodes");
    for (ExpectedLayer expected : ExpectedBackbone.layers(INPUT)) {
      ObjectNode layer = layer(layers, expected.name(), expected.className());
      ArrayNode inbound = layer.put("name", expected.name()).putArray("inbound_nodes").addArray();
      expected.inputs().forEach(name -> inbound.addArray().add(name).add(0).add(0).addObject());
      configOf(layer).put("trainable", false);
      for (LayerSetting setting : expected.settings()) {
        if (!setting.needed().equals(setting.keras())) {
          configOf(layer).set(setting.key(), setting.needed());
        }
      }
    }
    // One tensor, not a list of one: Keras 3 would hand such a list on to Flatten.
    config.putArray("input_layers").add(INPUT).add(0).add(0);
    config.putArray("output_layers").add(LAST).add(0).add(0);
  }

  private static ObjectNode input(ArrayNode layers, String name) {
    ObjectNode layer = layer(layers, name, "InputLayer");
    configOf(layer)
        .putArray("batch_input_shape")
        .addNull()
        .addAll(
            List.of(
                layers.numberNode(ResNet50Layout.IMAGE_SIZE),
                layers.numberNode(ResNet50Layout.IMAGE_SIZE),
                layers.numberNode(3)));
    return layer;
  }

  private static void dense(ArrayNode layers, String name, int units, String activation) {
    configOf(layer(layers, name, "Dense")).put("units", units).put("activation", activation);
  }

  private static ObjectNode layer(ArrayNode layers, String name, String className) {
    ObjectNode layer = layers.addObject().put("class_name", className);
    layer.putObject("config").put("name", name);
    return layer;
  }

  private static ObjectNode configOf(ObjectNode layer) {
    return (ObjectNode) layer.get("config");
  }
}
