package io.thoraflow.worker.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Classifiers that are no models, for rehearsals and measurements. What they say is made up, so no
 * release has any: only a checkout's test jar does, which tests and benches put on the class path.
 */
public interface StubClassifiers {
  /**
   * Loads versions as {@code WORKER_DEVICE=stub} or {@code stub-model} asks.
   *
   * @param perBatch what each batch takes
   * @param needsWeights whether every file is fetched and checked, and must be one of {@link
   *     #write}; else any version will do
   */
  ClassifierLoader loader(Duration perBatch, boolean needsWeights);

  /**
   * Writes a version's files into an empty folder.
   *
   * @param salt makes its answers
   */
  void write(Path folder, long salt) throws IOException;

  /** Those on the class path; a release has none. */
  static Optional<StubClassifiers> find() {
    return ServiceLoader.load(StubClassifiers.class).findFirst();
  }
}
