package io.thoraflow.worker.stub;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.ClassifierLoader;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Gives {@link StubClassifier}s; TensorFlow is never loaded.
 *
 * @param perBatch what each batch takes
 * @param needsWeights whether every file is fetched and checked and must be a {@link StubModel}
 *     that meets the reference probabilities; else only the manifest is, and any probability will
 *     do, so that a stub can stand for any model
 */
record StubLoader(Duration perBatch, boolean needsWeights) implements ClassifierLoader {
  @Override
  public Classifier load(Path folder) {
    return needsWeights
        ? StubModel.read(folder).classifier(perBatch)
        : new StubClassifier(perBatch, Preprocessing.BYTES, 0);
  }

  @Override
  public double tolerance(double onCpu) {
    return needsWeights ? onCpu : 1;
  }

  @Override
  public String device() {
    return StubClassifier.DEVICE;
  }
}
