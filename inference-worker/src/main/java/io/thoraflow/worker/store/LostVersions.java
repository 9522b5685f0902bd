package io.thoraflow.worker.store;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import java.util.Optional;

/**
 * Model versions that read X-rays here and that the database no longer knows, as after the restore
 * of an older backup. Their diagnoses cannot be stored until the version's row is there again; that
 * is no fault of the X-rays.
 */
public final class LostVersions {
  private final ModelRegistry registry;

  public LostVersions(ModelRegistry registry) {
    this.registry = registry;
  }

  /**
   * What has become of a version whose diagnoses PostgreSQL refuses.
   *
   * @return empty where the database knows the version
   * @throws LostVersionException if another version serves by now: X-rays that wait for their rows
   *     must be read again, which a new process does, as their records are not committed
   * @throws io.thoraflow.contract.database.StorageException if the database is away
   */
  public Optional<String> problem(int version) {
    if (registry.find(version).isPresent()) {
      return Optional.empty();
    }
    String lost =
        "PostgreSQL does not know model version %d, which reads X-rays here (is it an older backup?)"
            .formatted(version);
    Optional<ModelRow> serving = registry.serving();
    if (serving.isPresent()) {
      throw new LostVersionException(
          "%s; version %d serves there: starting again, so that it reads the X-rays that wait"
              .formatted(lost, serving.get().version()));
    }
    return Optional.of(
        lost + "; X-rays wait until a version serves there: import, train or promote one");
  }
}
