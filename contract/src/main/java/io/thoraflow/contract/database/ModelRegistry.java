package io.thoraflow.contract.database;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ModelManifest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The state of every model version, in PostgreSQL. Exactly one is serving; every change leaves a
 * {@code model_event}.
 */
public final class ModelRegistry {
  private static final String COLUMNS = "version, name, origin, state, manifest_sha256, created_at";

  private final Sql sql;

  public ModelRegistry(DataSource database) {
    this.sql = new Sql(database);
  }

  /** A number that no version has or will have again. */
  public int nextVersion() {
    return sql.query(
            "drawing a model version number",
            "SELECT nextval('model_version_number')::integer",
            row -> row.getInt(1))
        .get(0);
  }

  /**
   * Records a version, once: a version that is known already stays as it is.
   *
   * @return whether it was new
   */
  public boolean register(
      ModelManifest manifest, String manifestSha256, ModelState state, String by, String reason) {
    return sql.inTransaction(
        "registering a model version",
        connection -> {
          boolean isNew = insert(connection, manifest, manifestSha256);
          if (isNew) {
            change(connection, manifest.version(), state, by, reason);
          }
          return isNew;
        });
  }

  /**
   * Makes one version serve; the one that served so far retires. Both in one transaction.
   *
   * @throws IllegalArgumentException if there is no such version, or its files are deleted
   */
  public void promote(int version, String by, String reason) {
    var unused =
        sql.inTransaction(
            "promoting a model version",
            connection -> {
              change(connection, version, ModelState.SERVING, by, reason);
              return null;
            });
  }

  /**
   * Gives a version up for good: from now on its files may be deleted. One that serves stays as it
   * is, whoever made it serve a moment ago.
   *
   * @return whether it was given up
   */
  public boolean prune(int version, String by, String reason) {
    return sql.inTransaction(
        "pruning a model version",
        connection -> {
          takeTurn(connection);
          boolean pruned =
              Sql.update(
                      connection,
                      "UPDATE model_version SET state = 'pruned' WHERE version = ? AND state NOT IN ('serving', 'pruned')",
                      version)
                  == 1;
          if (pruned) {
            recordEvent(connection, version, ModelState.PRUNED, by, reason);
          }
          return pruned;
        });
  }

  public Optional<ModelRow> serving() {
    return sql
        .query(
            "reading the serving model",
            "SELECT " + COLUMNS + " FROM model_version WHERE state = 'serving'",
            ModelRegistry::row)
        .stream()
        .findFirst();
  }

  /** The versions that serve or served, the latest first: what a worker falls back to. */
  public List<ModelRow> servedLatestFirst() {
    return sql.query(
        "reading the models that served",
        """
        SELECT version, name, origin, state, manifest_sha256, created_at
        FROM model_version
        JOIN (SELECT version, max(id) AS latest FROM model_event WHERE state = 'serving' GROUP BY version) served
        USING (version)
        WHERE state IN ('serving', 'retired')
        ORDER BY latest DESC""",
        ModelRegistry::row);
  }

  /** All versions, the newest first. */
  public List<ModelRow> all() {
    return sql.query(
        "listing models",
        "SELECT " + COLUMNS + " FROM model_version ORDER BY version DESC",
        ModelRegistry::row);
  }

  public Optional<ModelRow> find(int version) {
    return all().stream().filter(row -> row.version() == version).findFirst();
  }

  /**
   * Records that a worker could not verify a version. Its latest reason counts.
   *
   * @param reason may quote what the version's files hold
   */
  public void recordRefusal(int version, String worker, String reason) {
    sql.update(
        "recording a model refusal",
        """
        INSERT INTO model_refusal (version, worker, reason) VALUES (?, ?, ?)
        ON CONFLICT (version, worker) DO UPDATE SET reason = excluded.reason, at = now()""",
        version,
        worker,
        // PostgreSQL's texts hold every character but this one.
        reason.replace('\0', '?'));
  }

  private static boolean insert(
      Connection connection, ModelManifest manifest, String manifestSha256) throws SQLException {
    return Sql.update(
            connection,
            """
            INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, metrics, created_at)
            VALUES (?, ?, ?, 'candidate', ?, ?::jsonb, ?::jsonb, ?)
            ON CONFLICT (version) DO NOTHING""",
            manifest.version(),
            manifest.name(),
            manifest.origin().name(),
            manifestSha256,
            withoutImages(manifest),
            manifest
                .training()
                .map(training -> training.path("metrics").toString())
                .filter(text -> !text.isEmpty())
                .orElse(null),
            manifest.createdAt().atOffset(ZoneOffset.UTC))
        == 1;
  }

  private static String withoutImages(ModelManifest manifest) {
    ObjectNode json = Json.MAPPER.valueToTree(manifest);
    json.withObject("/reference").remove("images");
    return json.toString();
  }

  private static void change(
      Connection connection, int version, ModelState state, String by, String reason)
      throws SQLException {
    if (state == ModelState.SERVING) {
      takeTurn(connection);
      verifyWhole(connection, version);
      retireOthers(connection, version, by);
    }
    int changed =
        Sql.update(
            connection,
            "UPDATE model_version SET state = ? WHERE version = ?",
            state.code(),
            version);
    if (changed != 1) {
      throw new IllegalArgumentException("there is no model version %d".formatted(version));
    }
    recordEvent(connection, version, state, by, reason);
  }

  /**
   * Promotions happen one after another: one that only waited for the other's row would not see the
   * version that began to serve meanwhile, and fail on the unique index.
   */
  private static void takeTurn(Connection connection) throws SQLException {
    Turn.MODELS.take(connection);
  }

  private static void verifyWhole(Connection connection, int version) throws SQLException {
    boolean pruned =
        !Sql.query(
                connection,
                "SELECT 1 FROM model_version WHERE version = ? AND state = 'pruned'",
                row -> true,
                version)
            .isEmpty();
    if (pruned) {
      throw new IllegalArgumentException(
          "model version %d cannot serve, as its files have been deleted to free the disk; train or import it again"
              .formatted(version));
    }
  }

  private static void retireOthers(Connection connection, int version, String by)
      throws SQLException {
    List<Integer> retired =
        Sql.query(
            connection,
            "UPDATE model_version SET state = 'retired' WHERE state = 'serving' AND version <> ? RETURNING version",
            row -> row.getInt("version"),
            version);
    for (int other : retired) {
      recordEvent(
          connection, other, ModelState.RETIRED, by, "version %d serves".formatted(version));
    }
  }

  private static void recordEvent(
      Connection connection, int version, ModelState state, String by, String reason)
      throws SQLException {
    var unused =
        Sql.update(
            connection,
            "INSERT INTO model_event (version, state, changed_by, reason) VALUES (?, ?, ?, ?)",
            version,
            state.code(),
            by,
            reason);
  }

  static ModelRow row(ResultSet row) throws SQLException {
    return new ModelRow(
        row.getInt("version"),
        row.getString("name"),
        ModelManifest.Origin.valueOf(row.getString("origin")),
        ModelState.of(row.getString("state")),
        row.getString("manifest_sha256"),
        row.getTimestamp("created_at").toInstant());
  }
}
