package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.ClassifierLoader;
import java.io.IOException;

/** Copies, loads, warms up and verifies one version, beside whatever serves meanwhile. */
final class ModelLoader {
  private final ModelSource source;
  private final ClassifierLoader classifiers;
  private final int batchSize;

  ModelLoader(ModelSource source, ClassifierLoader classifiers, int batchSize) {
    this.source = source;
    this.classifiers = classifiers;
    this.batchSize = batchSize;
  }

  /**
   * @param wanted asked while the version is copied
   * @throws ModelLoadException if the version is not fit to serve; nothing of it stays in memory
   * @throws IOException if repository or cache cannot be reached: try again later
   */
  LoadedModel load(ModelRow row, Wanted wanted) throws IOException {
    ModelCopy copy = classifiers.needsWeights() ? source.fetch(row, wanted) : source.manifest(row);
    Classifier classifier = classifiers.load(copy.folder());
    try {
      double tolerance = classifiers.tolerance(copy.manifest().reference().tolerance());
      ReferenceCheck.verify(classifier, copy.manifest().reference(), batchSize, tolerance);
      return new LoadedModel(row, copy.manifest(), copy.signer(), classifier, tolerance);
    } catch (RuntimeException e) {
      classifier.close();
      throw e;
    }
  }
}
