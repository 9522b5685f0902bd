package io.thoraflow.standalone.bench;

import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.worker.model.Classifier;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The least that a worker can do, in one thread: decode a batch, predict it, take the next. No
 * Kafka, no database, no other thread.
 */
final class BareLoop {
  private final Classifier classifier;
  private final List<byte[]> images;
  private final int batch;
  private final ByteBuffer buffer;
  private int next;
  private long decodeNanos;
  private long modelNanos;

  /**
   * @param images JPEG files, taken in turn
   */
  BareLoop(Classifier classifier, List<byte[]> images, int batch) {
    this.classifier = classifier;
    this.images = images;
    this.batch = batch;
    this.buffer = ByteBuffer.allocateDirect(batch * Preprocessing.BYTES);
  }

  /**
   * @param perSecond X-rays
   * @param decodeMillis for one X-ray
   * @param modelMillis for one X-ray
   */
  record Result(double perSecond, double decodeMillis, double modelMillis) {}

  /**
   * @param count at least one batch; rounded down to whole batches
   */
  Result run(int count) {
    decodeNanos = 0;
    modelNanos = 0;
    int batches = count / batch;
    long start = System.nanoTime();
    for (int done = 0; done < batches; done++) {
      runBatch();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int total = batches * batch;
    return new Result(total / seconds, decodeNanos / 1e6 / total, modelNanos / 1e6 / total);
  }

  private void runBatch() {
    long start = System.nanoTime();
    buffer.clear();
    for (int i = 0; i < batch; i++) {
      byte[] image = images.get(next++ % images.size());
      Preprocessing.AREA_224.apply(CanonicalImages.decode(image, MediaType.JPEG), buffer);
    }
    long decoded = System.nanoTime();
    var unused = classifier.classify(buffer.flip(), batch);
    decodeNanos += decoded - start;
    modelNanos += System.nanoTime() - decoded;
  }
}
