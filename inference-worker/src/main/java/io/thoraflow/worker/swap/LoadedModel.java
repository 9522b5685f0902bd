package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Classifier;
import java.util.Optional;

/**
 * A verified model that is in memory, with the count of batches that use it.
 *
 * <p>A batch takes it when it opens, and lets go of it after its prediction. So the images of a
 * batch are preprocessed for the very model that predicts them, and a model's memory is freed only
 * when nothing uses it any more.
 */
public final class LoadedModel {
  private final ModelRow row;
  private final ModelManifest manifest;
  private final Optional<String> signer;
  private final Preprocessing preprocessing;
  private final Classifier classifier;
  private final double tolerance;
  private int users;
  private boolean retired;

  LoadedModel(
      ModelRow row,
      ModelManifest manifest,
      Optional<String> signer,
      Classifier classifier,
      double tolerance) {
    this.row = row;
    this.manifest = manifest;
    this.signer = signer;
    this.preprocessing = Preprocessing.named(manifest.preprocessing()).orElseThrow();
    this.classifier = classifier;
    this.tolerance = tolerance;
  }

  public int version() {
    return row.version();
  }

  ModelRow row() {
    return row;
  }

  public ModelManifest manifest() {
    return manifest;
  }

  /** The key that signed it; empty where no key that is trusted here did. */
  Optional<String> signer() {
    return signer;
  }

  public Preprocessing preprocessing() {
    return preprocessing;
  }

  public Classifier classifier() {
    return classifier;
  }

  /**
   * Whether model and device still give the reference probabilities; asked after a failure, to tell
   * a broken device from an image that the model cannot take.
   */
  public boolean isSound() {
    try {
      ReferenceCheck.verify(classifier, manifest.reference(), 1, tolerance);
      return true;
    } catch (ModelLoadException e) {
      return false;
    }
  }

  /**
   * @return false if the model has retired: take its successor
   */
  synchronized boolean acquire() {
    if (retired) {
      return false;
    }
    users++;
    return true;
  }

  /** Lets go of the model; each user once. */
  public synchronized void release() {
    users--;
    notifyAll();
  }

  /** Refuses new users, waits for the last one and frees the model's memory. */
  synchronized void retire() throws InterruptedException {
    retired = true;
    while (users > 0) {
      wait();
    }
    classifier.close();
  }
}
