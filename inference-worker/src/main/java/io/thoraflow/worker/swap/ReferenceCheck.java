package io.thoraflow.worker.swap;

import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.InferenceException;
import io.thoraflow.worker.model.Prediction;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Proves that a loaded model is the one that was published: it must give the manifest's
 * probabilities for the manifest's images, whatever the size of the batch.
 */
final class ReferenceCheck {
  private ReferenceCheck() {}

  /**
   * Predicts the reference images in batches of {@code batchSize}, the last one filled up, and then
   * the first alone; which also warms the model up at both sizes.
   *
   * @param tolerance largest absolute difference of a probability
   * @throws ModelLoadException naming the first image that differs
   */
  static void verify(
      Classifier classifier, ModelManifest.Reference reference, int batchSize, double tolerance) {
    ByteBuffer batch = ByteBuffer.allocateDirect(batchSize * Preprocessing.BYTES);
    int images = reference.images().size();
    try {
      for (int first = 0; first < images; first += batchSize) {
        verifyBatch(classifier, reference, first, batchSize, tolerance, batch);
      }
      verifyBatch(classifier, reference, 0, 1, tolerance, batch);
    } catch (InferenceException e) {
      throw new ModelLoadException("it cannot predict the reference images: " + e.getMessage(), e);
    }
  }

  private static void verifyBatch(
      Classifier classifier,
      ModelManifest.Reference reference,
      int first,
      int count,
      double tolerance,
      ByteBuffer batch) {
    int images = reference.images().size();
    batch.clear();
    for (int i = 0; i < count; i++) {
      batch.put(reference.images().get((first + i) % images));
    }
    List<Prediction> predictions = classifier.classify(batch.flip(), count);
    for (int i = 0; i < count; i++) {
      compare((first + i) % images, predictions.get(i), reference, tolerance);
    }
  }

  private static void compare(
      int image, Prediction prediction, ModelManifest.Reference reference, double tolerance) {
    double expected = reference.probabilities().get(image);
    // Not "difference > tolerance", which NaN would pass.
    if (!prediction.isValid() || !(Math.abs(prediction.probability() - expected) <= tolerance)) {
      throw new ModelLoadException(
          "reference image %d must have probability %.6f within %.6f, but has %.6f%s"
              .formatted(
                  image,
                  expected,
                  tolerance,
                  prediction.probability(),
                  prediction.isValid() ? "" : ", or a heat map that is not finite"));
    }
  }
}
