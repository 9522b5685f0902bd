package io.thoraflow.trainer.retention;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Deletes the files of old model versions; their rows stay, and say so.
 *
 * <p>Kept are the newest versions, as many of those that served latest, and whatever a worker may
 * still load. The row changes first: killed at any moment, this leaves a version that may serve and
 * is whole, or one that may not, whose files the next run deletes.
 */
public final class ModelPruning {
  /** The serving version and the one before, to which one would roll back. */
  public static final int LEAST = 2;

  private final ModelRegistry registry;
  private final VersionsInUse inUse;
  private final ModelRepository repository;
  private final String by;

  /**
   * @param database as {@link io.thoraflow.contract.database.Role#TRAINER}
   * @param by the person or process that the database shall name
   */
  public ModelPruning(DataSource database, ModelRepository repository, String by) {
    this.registry = new ModelRegistry(database);
    this.inUse = new VersionsInUse(database);
    this.repository = repository;
    this.by = by;
  }

  /**
   * What {@link #run} would delete, the oldest first.
   *
   * @param keep how many of the newest, and of those that served latest; {@link #LEAST} or more
   */
  public List<ModelRow> plan(int keep) {
    if (keep < LEAST) {
      throw new IllegalArgumentException(
          "at least %d versions must be kept, but %d are asked for".formatted(LEAST, keep));
    }
    List<ModelRow> whole =
        registry.all().stream().filter(row -> row.state() != ModelState.PRUNED).toList();
    Set<Integer> used = inUse.find(keep);
    List<ModelRow> old = new ArrayList<>();
    for (ModelRow row : whole.subList(Math.min(keep, whole.size()), whole.size())) {
      if (!used.contains(row.version())) {
        old.add(0, row);
      }
    }
    return old;
  }

  /**
   * @param keep as for {@link #plan}
   * @return the versions whose files are deleted now
   */
  public List<Integer> run(int keep) throws IOException {
    for (ModelRow row : plan(keep)) {
      registry.prune(
          row.version(), by, "its files are deleted: %d newer versions are kept".formatted(keep));
    }
    List<Integer> deleted = new ArrayList<>();
    Set<Integer> present = Set.copyOf(repository.versions());
    for (ModelRow row : registry.all()) {
      if (row.state() == ModelState.PRUNED && present.contains(row.version())) {
        repository.delete(row.version());
        deleted.add(0, row.version());
      }
    }
    return deleted;
  }
}
