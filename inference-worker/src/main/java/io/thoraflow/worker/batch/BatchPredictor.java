package io.thoraflow.worker.batch;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.InferenceException;
import io.thoraflow.worker.model.Prediction;
import io.thoraflow.worker.swap.LoadedModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predicts a batch, and finds the image at fault if that fails: the batch is tried again, then
 * every image alone.
 */
final class BatchPredictor {
  private static final Logger logger = LoggerFactory.getLogger(BatchPredictor.class);

  private final int maxAttempts;

  BatchPredictor(int maxAttempts) {
    this.maxAttempts = maxAttempts;
  }

  /**
   * @param images direct, {@code count} images from position 0
   * @return in the order of the images; empty for one that the model cannot predict
   * @throws BrokenModelException if the model cannot predict its reference images either
   */
  List<Optional<Prediction>> predict(LoadedModel model, ByteBuffer images, int count)
      throws InterruptedException {
    InferenceException last;
    try {
      return present(classify(model.classifier(), images, count));
    } catch (InferenceException e) {
      last = e;
    }
    // Blame no image for a broken device.
    if (!model.isSound()) {
      throw new BrokenModelException(last);
    }
    if (count == 1) {
      return List.of(Optional.empty());
    }
    List<Optional<Prediction>> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ByteBuffer image = images.slice(i * Preprocessing.BYTES, Preprocessing.BYTES);
      predictions.addAll(predict(model, image, 1));
    }
    return predictions;
  }

  private List<Prediction> classify(Classifier classifier, ByteBuffer images, int count)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return classifier.classify(images, count);
      } catch (InferenceException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        logger.warn(
            "prediction of {} X-rays failed, attempt {} of {}: {}",
            count,
            attempt,
            maxAttempts,
            e.getMessage());
        if (attempt >= maxAttempts) {
          throw e;
        }
      }
    }
  }

  private static List<Optional<Prediction>> present(List<Prediction> predictions) {
    return predictions.stream().map(Optional::of).toList();
  }
}
