package io.thoraflow.worker.model;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A loaded model. One thread at a time uses it; closing it frees its native memory, and whoever
 * closes it has waited for the last call to return.
 */
public interface Classifier extends AutoCloseable {
  /**
   * Predicts one batch.
   *
   * @param images direct, uint8 {@code [count, 224, 224, 1]} from position 0; left unchanged
   * @param count at least 1
   * @return {@code count} predictions in the order of the images
   * @throws InferenceException if the engine failed; the model may still be sound
   */
  List<Prediction> classify(ByteBuffer images, int count);

  /** What it runs on, as in the database: {@code cpu}, {@code gpu:0} or {@code stub}. */
  String device();

  @Override
  void close();
}
