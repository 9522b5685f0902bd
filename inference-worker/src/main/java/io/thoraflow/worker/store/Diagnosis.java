package io.thoraflow.worker.store;

import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.worker.model.Prediction;
import java.time.Duration;
import java.util.Optional;

/**
 * One X-ray read by one model version: a row of {@code xray} and a row of {@code diagnosis}.
 *
 * @param message the X-ray; its image is no longer needed
 * @param manifest of the model version
 * @param prediction what the model said
 * @param run how and when it was said
 */
public record Diagnosis(
    XrayMessage message, ModelManifest manifest, Prediction prediction, Run run) {

  /**
   * How a prediction came about.
   *
   * @param preprocessing fingerprint of the steps from canonical image to model input
   * @param device {@code cpu}, {@code gpu:0} or {@code stub}
   * @param batchSize X-rays in the batch
   * @param queued from ingest's reading to the worker's
   * @param decoded decoding and preprocessing of this X-ray
   * @param inferred the batch's prediction divided by its size
   */
  public record Run(
      String preprocessing,
      String device,
      int batchSize,
      Duration queued,
      Duration decoded,
      Duration inferred) {}

  /** {@code PNEUMONIA} when the probability is at least the model's own threshold. */
  public String label() {
    boolean pneumonia = prediction.probability() >= manifest.threshold();
    return ModelManifest.CLASSES.get(pneumonia ? 1 : 0);
  }

  public Optional<Float> familiarity() {
    return manifest.familiarity() && Float.isFinite(prediction.familiarity())
        ? Optional.of(prediction.familiarity())
        : Optional.empty();
  }

  public boolean isDemo() {
    return manifest.origin() == ModelManifest.Origin.DEMO;
  }
}
