package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * Stands in where there is no database: versions get the next free number, and are recorded by
 * {@link ModelPublisher#recordUnrecorded} when there is one.
 */
public final class DeferredRegister implements VersionRegister {
  private final ModelRepository repository;

  public DeferredRegister(ModelRepository repository) {
    this.repository = repository;
  }

  @Override
  public int nextVersion() {
    return repository.versions().stream().reduce(0, Math::max) + 1;
  }

  /** The newest of which that was decided: it will serve. */
  @Override
  public Optional<Integer> serving() {
    return repository.versions().stream()
        .sorted(Comparator.reverseOrder())
        .filter(
            version -> Decision.found(repository.manifest(version)).state() == ModelState.SERVING)
        .findFirst();
  }

  /** Promotions are in a database. */
  @Override
  public boolean knowsWhatServes() {
    return false;
  }

  /** Leaves it for later. */
  @Override
  public void record(
      ModelManifest manifest, String manifestSha256, ModelState state, String reason) {}

  /** None is missing here: nothing is ever recorded. */
  @Override
  public Set<Integer> recorded() {
    return Set.copyOf(repository.versions());
  }
}
