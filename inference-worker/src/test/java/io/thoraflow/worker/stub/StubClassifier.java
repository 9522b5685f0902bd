package io.thoraflow.worker.stub;

import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.InferenceException;
import io.thoraflow.worker.model.Prediction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * No model: waits a fixed time for each batch and derives a meaningless but repeatable probability
 * from the image's bytes. Its rows say {@code stub} as their device.
 */
final class StubClassifier implements Classifier {
  static final String DEVICE = "stub";

  private final long millis;
  private final int imageBytes;
  private final byte[] salt;

  /**
   * @param salt another one makes another model
   */
  StubClassifier(Duration perBatch, int imageBytes, long salt) {
    this.millis = perBatch.toMillis();
    this.imageBytes = imageBytes;
    this.salt = ByteBuffer.allocate(Long.BYTES).putLong(salt).array();
  }

  @Override
  public List<Prediction> classify(ByteBuffer images, int count) {
    List<Prediction> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      CRC32 checksum = new CRC32();
      checksum.update(salt);
      checksum.update(images.slice(i * imageBytes, imageBytes));
      float probability = (checksum.getValue() >>> 8) / (float) (1 << 24);
      predictions.add(new Prediction(probability, 0, new float[Prediction.CELLS]));
    }
    pause();
    return predictions;
  }

  /** One batch at a time, as a device would. */
  private synchronized void pause() {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InferenceException("interrupted", e);
    }
  }

  @Override
  public String device() {
    return DEVICE;
  }

  @Override
  public void close() {}
}
