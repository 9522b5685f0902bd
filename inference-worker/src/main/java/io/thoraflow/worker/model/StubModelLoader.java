package io.thoraflow.worker.model;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Gives classifiers of {@link StubModel}s: every file is fetched and checked, and the reference
 * probabilities must be met; only TensorFlow is left out.
 */
public final class StubModelLoader implements ClassifierLoader {
  private final Duration perBatch;

  public StubModelLoader(Duration perBatch) {
    this.perBatch = perBatch;
  }

  @Override
  public Classifier load(Path folder) {
    return StubModel.read(folder).classifier(perBatch);
  }

  @Override
  public double tolerance(double onCpu) {
    return onCpu;
  }

  @Override
  public String device() {
    return StubClassifier.DEVICE;
  }

  @Override
  public boolean needsWeights() {
    return true;
  }
}
