package io.thoraflow.standalone.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.json.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads what the database keeps about model versions. */
final class ModelRecords {
  private static final String MODEL =
      "SELECT state, manifest_sha256, manifest FROM model_version WHERE version = ?";
  private static final String HISTORY =
      "SELECT at, state, changed_by, reason FROM model_event WHERE version = ? ORDER BY id";
  private static final String REFUSALS =
      "SELECT at, worker, reason FROM model_refusal WHERE version = ? ORDER BY at, worker";

  private final DataSource database;

  ModelRecords(DataSource database) {
    this.database = database;
  }

  Optional<ModelRecord> find(int version) {
    try (Connection connection = database.getConnection()) {
      List<ModelRecord.StateChange> history =
          Sql.query(connection, HISTORY, ModelRecords::stateChange, version);
      List<ModelRecord.Refusal> refusals =
          Sql.query(connection, REFUSALS, ModelRecords::refusal, version);
      return Sql.query(
              connection,
              MODEL,
              row ->
                  new ModelRecord(
                      version,
                      ModelState.of(row.getString("state")),
                      row.getString("manifest_sha256"),
                      json(row.getString("manifest")),
                      history,
                      refusals),
              version)
          .stream()
          .findFirst();
    } catch (SQLException e) {
      throw new StorageException("reading a model version", e);
    }
  }

  private static ModelRecord.StateChange stateChange(ResultSet row) throws SQLException {
    return new ModelRecord.StateChange(
        at(row), row.getString("state"), row.getString("changed_by"), row.getString("reason"));
  }

  private static ModelRecord.Refusal refusal(ResultSet row) throws SQLException {
    return new ModelRecord.Refusal(at(row), row.getString("worker"), row.getString("reason"));
  }

  private static Instant at(ResultSet row) throws SQLException {
    return row.getTimestamp("at").toInstant();
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a column of type jsonb holds JSON", e);
    }
  }
}
