package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import io.thoraflow.trainer.weights.WeightsFingerprint;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a published model computes, from gray levels to probabilities.
 *
 * @param preprocessing gray levels to channels
 * @param temperature what the logits are divided by before the softmax; 1 leaves them
 */
public record DiagnosisModel(
    ImagePreprocessing preprocessing,
    BackboneWeights backbone,
    Head head,
    Familiarity familiarity,
    float temperature) {
  public DiagnosisModel {
    if (!(temperature > 0) || !Float.isFinite(temperature)) {
      throw new IllegalArgumentException("temperature must be above 0, but is " + temperature);
    }
  }

  /** The seed script's model: gray / 255, its own head, no familiarity, logits as they are. */
  public static DiagnosisModel seed(BackboneWeights backbone, SeedHeadWeights head) {
    return new DiagnosisModel(
        ImagePreprocessing.UNIT, backbone, new SeedHead(head), Familiarity.unknown(), 1);
  }

  /** Identifies the weights of backbone and head. */
  public String weightsFingerprint() {
    List<WeightTensor> weights = new ArrayList<>(backbone.tensors());
    weights.addAll(head.weights());
    return WeightsFingerprint.of(weights);
  }
}
