package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The layers of a Sequential model that a prediction passes through: without those that work in
 * training alone, and with nested Sequential models resolved into their layers.
 *
 * <p>One Rescaling by 1/255 may stand before the network. Our graph divides the gray levels by 255
 * itself, as the seed script does before it calls its model; such a layer is that same division, so
 * that it is done once.
 */
final class EffectiveLayers {
  /** Keras: {@code training=False} gives back what went in. */
  private static final Set<String> IN_TRAINING_ALONE =
      Set.of(
          "ActivityRegularization",
          "AlphaDropout",
          "Dropout",
          "GaussianDropout",
          "GaussianNoise",
          "RandomBrightness",
          "RandomContrast",
          "RandomErasing",
          "RandomFlip",
          "RandomGaussianBlur",
          "RandomHeight",
          "RandomHue",
          "RandomInvert",
          "RandomPerspective",
          "RandomPosterization",
          "RandomRotation",
          "RandomSaturation",
          "RandomSharpness",
          "RandomShear",
          "RandomTranslation",
          "RandomWidth",
          "RandomZoom",
          "SpatialDropout1D",
          "SpatialDropout2D",
          "SpatialDropout3D");

  private static final Set<String> NEVER = Set.of("Identity", "InputLayer");

  private static final double SCALE = 1 / 255d;

  /** Keras writes what Python computed, in double or in single precision. */
  private static final double TOLERANCE = 1e-9;

  private static final int MOST_NESTING = 8;

  private final List<KerasLayer> layers = new ArrayList<>();
  private boolean rescaled;

  private EffectiveLayers() {}

  /**
   * @param model a Sequential model
   * @throws InvalidModelException if it rescales in another way than our graph does
   */
  static List<KerasLayer> of(JsonNode model) {
    EffectiveLayers effective = new EffectiveLayers();
    effective.add(model.path("config"), 0);
    return List.copyOf(effective.layers);
  }

  private void add(JsonNode config, int nesting) {
    if (nesting > MOST_NESTING) {
      throw new InvalidModelException(
          "Sequential models must be nested at most %d deep".formatted(MOST_NESTING));
    }
    for (KerasLayer layer : KerasLayer.layersOf(config)) {
      if (layer.className().equals("Sequential")) {
        add(layer.config(), nesting + 1);
      } else if (layer.className().equals("Rescaling")) {
        verifyRescaling(layer);
      } else if (!doesNothing(layer)) {
        layers.add(layer);
      }
    }
  }

  private static boolean doesNothing(KerasLayer layer) {
    return NEVER.contains(layer.className())
        || IN_TRAINING_ALONE.contains(layer.className())
        || (layer.className().equals("Activation")
            && layer.config().path("activation").asText().equals("linear"));
  }

  private void verifyRescaling(KerasLayer layer) {
    if (!layers.isEmpty()) {
      throw new InvalidModelException(
          "layer %s (Rescaling) stands behind %s, but must stand before the network"
              .formatted(layer.name(), layers.get(layers.size() - 1).name()));
    }
    if (rescaled) {
      throw new InvalidModelException(
          "layer %s rescales once more: gray levels must be divided by 255 once"
              .formatted(layer.name()));
    }
    JsonNode scale = layer.config().path("scale");
    JsonNode offset = layer.config().path("offset");
    boolean same =
        scale.isNumber()
            && Math.abs(scale.asDouble() - SCALE) <= TOLERANCE
            && (offset.isMissingNode() || (offset.isNumber() && offset.asDouble() == 0));
    if (!same) {
      throw new InvalidModelException(
          ("layer %s has scale %s and offset %s, but must have scale %s (1/255) and offset 0:"
                  + " gray levels from 0 to 255 become 0 to 1")
              .formatted(
                  layer.name(), scale, offset.isMissingNode() ? "0" : offset.toString(), SCALE));
    }
    rescaled = true;
  }
}
