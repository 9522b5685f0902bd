package io.thoraflow.contract.database;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ModelManifest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
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

  /** Makes one version serve; the one that served so far retires. Both in one transaction. */
  public void promote(int version, String by, String reason) {
    var unused =
        sql.inTransaction(
            "promoting a model version",
            connection -> {
              change(connection, version, ModelState.SERVING, by, reason);
              return null;
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

  /** Records that a worker could not verify a version. Its latest reason counts. */
  public void recordRefusal(int version, String worker, String reason) {
    var unused =
        sql.inTransaction(
            "recording a model refusal",
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      """
                  INSERT INTO model_refusal (version, worker, reason) VALUES (?, ?, ?)
                  ON CONFLICT (version, worker) DO UPDATE SET reason = excluded.reason, at = now()""")) {
                insert.setInt(1, version);
                insert.setString(2, worker);
                insert.setString(3, reason);
                return insert.executeUpdate();
              }
            });
  }

  private static boolean insert(
      Connection connection, ModelManifest manifest, String manifestSha256) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, metrics, created_at)
            VALUES (?, ?, ?, 'candidate', ?, ?::jsonb, ?::jsonb, ?)
            ON CONFLICT (version) DO NOTHING""")) {
      insert.setInt(1, manifest.version());
      insert.setString(2, manifest.name());
      insert.setString(3, manifest.origin().name());
      insert.setString(4, manifestSha256);
      insert.setString(5, withoutImages(manifest));
      insert.setString(
          6,
          manifest
              .training()
              .map(training -> training.path("metrics").toString())
              .filter(text -> !text.isEmpty())
              .orElse(null));
      insert.setTimestamp(7, Timestamp.from(manifest.createdAt()));
      return insert.executeUpdate() == 1;
    }
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
      retireOthers(connection, version, by);
    }
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE model_version SET state = ? WHERE version = ?")) {
      update.setString(1, state.code());
      update.setInt(2, version);
      if (update.executeUpdate() != 1) {
        throw new IllegalArgumentException("there is no model version %d".formatted(version));
      }
    }
    recordEvent(connection, version, state, by, reason);
  }

  /**
   * Promotions happen one after another: one that only waited for the other's row would not see the
   * version that began to serve meanwhile, and fail on the unique index.
   */
  private static void takeTurn(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "SELECT pg_advisory_xact_lock(hashtext('thoraflow.model_version.serving'))")) {
      lock.execute();
    }
  }

  private static void retireOthers(Connection connection, int version, String by)
      throws SQLException {
    try (PreparedStatement retire =
        connection.prepareStatement(
            "UPDATE model_version SET state = 'retired' WHERE state = 'serving' AND version <> ? RETURNING version")) {
      retire.setInt(1, version);
      try (ResultSet retired = retire.executeQuery()) {
        while (retired.next()) {
          recordEvent(
              connection,
              retired.getInt(1),
              ModelState.RETIRED,
              by,
              "version %d serves".formatted(version));
        }
      }
    }
  }

  private static void recordEvent(
      Connection connection, int version, ModelState state, String by, String reason)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO model_event (version, state, changed_by, reason) VALUES (?, ?, ?, ?)")) {
      insert.setInt(1, version);
      insert.setString(2, state.code());
      insert.setString(3, by);
      insert.setString(4, reason);
      insert.executeUpdate();
    }
  }

  private static ModelRow row(ResultSet row) throws SQLException {
    return new ModelRow(
        row.getInt("version"),
        row.getString("name"),
        ModelManifest.Origin.valueOf(row.getString("origin")),
        ModelState.of(row.getString("state")),
        row.getString("manifest_sha256"),
        row.getTimestamp("created_at").toInstant());
  }
}
