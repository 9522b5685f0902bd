package io.thoraflow.standalone.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
          query(connection, HISTORY, version, ModelRecords::stateChange);
      List<ModelRecord.Refusal> refusals =
          query(connection, REFUSALS, version, ModelRecords::refusal);
      return query(
              connection,
              MODEL,
              version,
              row ->
                  new ModelRecord(
                      version,
                      ModelState.of(row.getString("state")),
                      row.getString("manifest_sha256"),
                      json(row.getString("manifest")),
                      history,
                      refusals))
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

  private static <T> List<T> query(
      Connection connection, String sql, int version, RowReader<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, version);
      List<T> results = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          results.add(reader.read(rows));
        }
      }
      return results;
    }
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
