package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The register in PostgreSQL, which workers poll. */
public final class DatabaseRegister implements VersionRegister {
  private final ModelRegistry registry;
  private final ModelRepository repository;
  private final String by;

  /**
   * @param by the person or process that the database shall name for every change
   */
  public DatabaseRegister(ModelRegistry registry, ModelRepository repository, String by) {
    this.registry = registry;
    this.repository = repository;
    this.by = by;
  }

  /** Skips numbers that versions published without a database have taken. */
  @Override
  public int nextVersion() {
    int last = repository.versions().stream().reduce(0, Math::max);
    int next = registry.nextVersion();
    while (next <= last) {
      next = registry.nextVersion();
    }
    return next;
  }

  @Override
  public Optional<Integer> serving() {
    return registry.serving().map(ModelRow::version);
  }

  @Override
  public void record(
      ModelManifest manifest, String manifestSha256, ModelState state, String reason) {
    registry.register(manifest, manifestSha256, state, by, reason);
  }

  @Override
  public Set<Integer> recorded() {
    return registry.all().stream().map(ModelRow::version).collect(Collectors.toSet());
  }
}
