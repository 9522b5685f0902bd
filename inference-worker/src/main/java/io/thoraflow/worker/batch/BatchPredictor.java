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
 * every image alone. An image whose numbers are not finite is predicted once more, alone.
 */
final class BatchPredictor {
  private static final Logger logger = LoggerFactory.getLogger(BatchPredictor.class);

  private final int maxAttempts;

  BatchPredictor(int maxAttempts) {
    this.maxAttempts = maxAttempts;
  }

  /**
   * @param images direct, {@code count} images from position 0
   * @return in the order of the images; empty for one that the model cannot predict, or for which
   *     it gives no valid numbers
   * @throws BrokenModelException if the model cannot predict its reference images either
   */
  List<Optional<Prediction>> predict(LoadedModel model, ByteBuffer images, int count)
      throws InterruptedException {
    InferenceException last;
    try {
      return valid(model, images, classify(model.classifier(), images, count));
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
      predictions.addAll(predict(model, image(images, i), 1));
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

  private List<Optional<Prediction>> valid(
      LoadedModel model, ByteBuffer images, List<Prediction> predictions)
      throws InterruptedException {
    if (!predictions.stream().allMatch(prediction -> isValid(model, prediction))
        && !model.isSound()) {
      throw new BrokenModelException(new InferenceException("its numbers are not finite"));
    }
    List<Optional<Prediction>> valid = new ArrayList<>(predictions.size());
    for (int i = 0; i < predictions.size(); i++) {
      if (isValid(model, predictions.get(i))) {
        valid.add(Optional.of(predictions.get(i)));
      } else {
        valid.add(onceMore(model, image(images, i)));
      }
    }
    return valid;
  }

  private static boolean isValid(LoadedModel model, Prediction prediction) {
    return prediction.isValid(model.manifest().familiarity());
  }

  /** A passing fault of the device may have given numbers that are none. */
  private Optional<Prediction> onceMore(LoadedModel model, ByteBuffer image)
      throws InterruptedException {
    logger.warn("the model's numbers for an X-ray are not finite; it is predicted once more");
    try {
      return Optional.of(classify(model.classifier(), image, 1).get(0))
          .filter(prediction -> isValid(model, prediction));
    } catch (InferenceException e) {
      return Optional.empty();
    }
  }

  private static ByteBuffer image(ByteBuffer images, int index) {
    return images.slice(index * Preprocessing.BYTES, Preprocessing.BYTES);
  }
}
