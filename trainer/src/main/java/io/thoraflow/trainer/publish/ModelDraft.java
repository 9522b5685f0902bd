package io.thoraflow.trainer.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.Preprocessing;
import java.util.List;

/**
 * What a manifest says about a model that is yet to be published.
 *
 * @param name for people
 * @param origin where the model comes from
 * @param preprocessing canonical image to model input
 * @param threshold an X-ray is PNEUMONIA when its probability is at least this
 * @param temperature already inside the probabilities
 * @param familiarity whether the familiarity output means anything
 * @param weightsFingerprint SHA-256 over all weights
 * @param training whatever else was decided, each with its reason
 * @param referenceImages model inputs that stand beside the generated ones in the proof of loading;
 *     may be empty
 */
public record ModelDraft(
    String name,
    ModelManifest.Origin origin,
    Preprocessing preprocessing,
    double threshold,
    double temperature,
    boolean familiarity,
    String weightsFingerprint,
    JsonNode training,
    List<byte[]> referenceImages) {
  public ModelDraft {
    referenceImages = List.copyOf(referenceImages);
  }
}
