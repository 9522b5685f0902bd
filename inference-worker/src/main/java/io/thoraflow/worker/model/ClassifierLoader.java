package io.thoraflow.worker.model;

import io.thoraflow.contract.model.ModelLoadException;
import java.nio.file.Path;

/** Makes classifiers from model folders. */
public interface ClassifierLoader {
  /**
   * @param folder holds {@code saved_model.pb} and {@code variables/}, verified against the
   *     manifest
   * @throws ModelLoadException if this is not a model of the expected signatures
   */
  Classifier load(Path folder);

  /**
   * Largest difference that a reference probability may show on this device.
   *
   * @param onCpu the manifest's tolerance
   */
  double tolerance(double onCpu);

  /** What the classifiers run on: {@code cpu}, {@code gpu:0} or {@code stub}. */
  String device();

  /** Whether the weights are read at all. */
  boolean needsWeights();
}
