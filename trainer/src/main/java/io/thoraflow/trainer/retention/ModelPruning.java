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
   * What {@link #run} would prune, the oldest first; versions among it that are pruned already are
   * those whose files a killed run has left.
   *
   * @param keep how many of the newest, and of those that served latest; {@link #LEAST} or more
   */
  public List<ModelRow> plan(int keep) throws IOException {
    if (keep < LEAST) {
      throw new IllegalArgumentException(
          "at least %d versions must be kept, but %d are asked for".formatted(LEAST, keep));
    }
    Set<Integer> present = Set.copyOf(repository.versions());
    Set<Integer> used = inUse.find(keep);
    List<ModelRow> old = new ArrayList<>();
    int whole = 0;
    for (ModelRow row : registry.all()) {
      boolean pruned = row.state() == ModelState.PRUNED;
      if (pruned
          ? present.contains(row.version())
          : whole++ >= keep && !used.contains(row.version())) {
        old.add(0, row);
      }
    }
    return old;
  }

  /**
   * @param keep as for {@link #plan}
   * @return the versions that are pruned now, whether their files were still there or not
   */
  public List<Integer> run(int keep) throws IOException {
    String reason = "its files are deleted: %d newer versions are kept".formatted(keep);
    List<Integer> pruned = new ArrayList<>();
    for (ModelRow row : plan(keep)) {
      if (row.state() == ModelState.PRUNED || registry.prune(row.version(), by, reason)) {
        pruned.add(row.version());
      }
    }
    Set<Integer> present = Set.copyOf(repository.versions());
    for (int version : pruned) {
      if (present.contains(version)) {
        repository.delete(version);
      }
    }
    return pruned;
  }
}
