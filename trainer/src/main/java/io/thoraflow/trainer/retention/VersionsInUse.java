package io.thoraflow.trainer.retention;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Which versions somebody may still load. */
final class VersionsInUse {
  /** Longer than a worker stays on a version that has retired, unless it refuses the next one. */
  private static final String LATELY = "- interval '1 day'";

  private final Sql sql;
  private final ModelRegistry registry;

  VersionsInUse(DataSource database) {
    this.sql = new Sql(database);
    this.registry = new ModelRegistry(database);
  }

  /**
   * @param served how many of those that served are kept for a rollback, the serving one included
   */
  Set<Integer> find(int served) {
    List<ModelRow> latestFirst = registry.servedLatestFirst();
    Set<Integer> versions = new HashSet<>(readLately());
    registry.serving().map(ModelRow::version).ifPresent(versions::add);
    latestFirst.stream()
        .limit(servingIsRefused() ? latestFirst.size() : served)
        .map(ModelRow::version)
        .forEach(versions::add);
    return versions;
  }

  /** Within the last day of work: a clock that has gone ahead makes nobody idle. */
  private List<Integer> readLately() {
    return sql.query(
        "looking for versions that workers use",
        """
        SELECT DISTINCT model_version FROM diagnosis
        WHERE diagnosed_at > least(now(), (SELECT max(diagnosed_at) FROM diagnosis))
        """
            + LATELY,
        row -> row.getInt("model_version"));
  }

  /**
   * Whether a worker could not verify the serving version: it goes on with one that served before,
   * and nobody can say which. Such a worker tries again, and says so again, every few minutes.
   */
  private boolean servingIsRefused() {
    return !sql.query(
            "looking for workers that refuse the serving version",
            "SELECT 1 FROM model_refusal JOIN model_version USING (version) WHERE state = 'serving' AND at > now() "
                + LATELY,
            row -> true)
        .isEmpty();
  }
}
