package io.thoraflow.worker.stub;

import io.thoraflow.worker.model.ClassifierLoader;
import io.thoraflow.worker.model.StubClassifiers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The stubs that a worker finds where this jar is on its class path. */
public final class Stubs implements StubClassifiers {
  @Override
  public ClassifierLoader loader(Duration perBatch, boolean needsWeights) {
    return new StubLoader(perBatch, needsWeights);
  }

  @Override
  public void write(Path folder, long salt) throws IOException {
    new StubModel(salt).write(folder);
  }
}
