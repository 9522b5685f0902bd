package io.thoraflow.trainer.keras;

import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.List;

/**
 * What one layer of the backbone must be.
 *
 * @param name Keras's name
 * @param className Keras's class
 * @param inputs the layers that it must read
 * @param settings the settings that matter to its result
 */
record ExpectedLayer(
    String name, String className, List<String> inputs, List<LayerSetting> settings) {

  /**
   * @throws InvalidModelException naming the layer, what was found and what is needed
   */
  void verify(KerasLayer layer) {
    if (!layer.className().equals(className)) {
      throw new InvalidModelException(
          "layer %s is a %s, but must be a %s".formatted(name, layer.className(), className));
    }
    if (!layer.inputs().equals(inputs)) {
      throw new InvalidModelException(
          "layer %s reads %s, but must read %s".formatted(name, layer.inputs(), inputs));
    }
    settings.forEach(setting -> setting.verify(layer));
  }
}
