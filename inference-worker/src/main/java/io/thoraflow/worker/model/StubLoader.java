package io.thoraflow.worker.model;

import io.thoraflow.contract.model.Preprocessing;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Gives {@link StubClassifier}s. They stand for the serving version: its manifest is fetched and
 * checked, its weights are not, and TensorFlow is never loaded.
 */
public final class StubLoader implements ClassifierLoader {
  private final Duration perBatch;

  public StubLoader(Duration perBatch) {
    this.perBatch = perBatch;
  }

  @Override
  public Classifier load(Path folder) {
    return new StubClassifier(perBatch, Preprocessing.BYTES, 0);
  }

  /** Any probability will do. */
  @Override
  public double tolerance(double onCpu) {
    return 1;
  }

  @Override
  public String device() {
    return StubClassifier.DEVICE;
  }

  @Override
  public boolean needsWeights() {
    return false;
  }
}
