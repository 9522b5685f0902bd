package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thoraflow.trainer.weights.InvalidModelException;

/**
 * A setting that a layer must have for our network to compute what Keras computes.
 *
 * @param key in the layer's configuration
 * @param needed the value that it must have
 * @param keras Keras's default, which counts where the configuration leaves the key out
 */
record LayerSetting(String key, JsonNode needed, JsonNode keras) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Both values as JSON text. */
  static LayerSetting of(String key, String needed, String kerasDefault) {
    return new LayerSetting(key, json(needed), json(kerasDefault));
  }

  /**
   * @throws InvalidModelException naming the layer, the value found and the value needed
   */
  void verify(KerasLayer layer) {
    JsonNode configured = layer.config().path(key);
    JsonNode found = single(configured.isMissingNode() ? keras : configured);
    if (!found.equals(needed)) {
      throw new InvalidModelException(
          "layer %s has %s %s, but must have %s".formatted(layer.name(), key, found, needed));
    }
  }

  /** Keras 2 writes the axis of a batch normalisation as a list of one. */
  private static JsonNode single(JsonNode value) {
    return value.isArray() && value.size() == 1 ? value.get(0) : value;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
