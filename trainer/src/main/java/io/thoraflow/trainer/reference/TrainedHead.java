package io.thoraflow.trainer.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.graph.Familiarity;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.PooledGaussian;
import io.thoraflow.trainer.publish.ModelDraft;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.util.List;
import java.util.Optional;

/**
 * All that a training run has learned and decided: a model but for its backbone, which everybody
 * can fetch.
 *
 * @param familiarity empty where the run fitted none
 * @param channels gray levels to channels
 * @param preprocessing canonical image to model input
 * @param temperature what the logits are divided by
 * @param threshold an X-ray is PNEUMONIA when its probability is at least this
 * @param backbone {@link BackboneWeights#fingerprint} of the weights that the head was trained on
 * @param training for the manifest: recipe, data, metrics and decisions, among them {@link
 *     #REQUIRED}
 */
public record TrainedHead(
    Head head,
    Optional<PooledGaussian> familiarity,
    ImagePreprocessing channels,
    Preprocessing preprocessing,
    float temperature,
    double threshold,
    String backbone,
    ObjectNode training) {
  /**
   * Texts that a head must not travel without: the recipe's name, the fingerprint of the data, the
   * command that makes it anew, and whom to cite for the X-rays.
   */
  public static final List<String> REQUIRED =
      List.of("recipe", "dataFingerprint", "command", "citation");

  /**
   * @throws InvalidModelException naming what is missing or out of range
   */
  public TrainedHead {
    require(threshold >= 0 && threshold <= 1, "threshold", threshold, "0 to 1");
    require(temperature > 0 && Float.isFinite(temperature), "temperature", temperature, "above 0");
    require(backbone.matches("[0-9a-f]{64}"), "backbone", backbone, "a SHA-256");
    for (String field : REQUIRED) {
      String text = training.path(field).asText();
      require(!text.isBlank(), "training." + field, "missing", "a text");
    }
  }

  private static void require(boolean right, String field, Object found, String needed) {
    if (!right) {
      throw new InvalidModelException(
          "a trained head's %s is %s, but must be %s".formatted(field, found, needed));
    }
  }

  /**
   * The whole model.
   *
   * @throws InvalidModelException if these are not the weights that the head was trained on
   */
  public DiagnosisModel on(BackboneWeights weights) {
    String found = weights.fingerprint();
    if (!found.equals(backbone)) {
      throw new InvalidModelException(
          "the head was trained on backbone weights %s, but these are %s"
              .formatted(backbone, found));
    }
    return new DiagnosisModel(
        channels,
        weights,
        head,
        familiarity.isPresent() ? familiarity.get() : Familiarity.unknown(),
        temperature);
  }

  /**
   * What the manifest of the whole model says.
   *
   * @param name for people
   * @param model this head {@link #on} its backbone
   */
  public ModelDraft draft(String name, DiagnosisModel model) {
    return new ModelDraft(
        name,
        Origin.TRAINED,
        preprocessing,
        threshold,
        temperature,
        familiarity.isPresent(),
        model.weightsFingerprint(),
        training.deepCopy().put("backboneFingerprint", backbone),
        List.of());
  }
}
