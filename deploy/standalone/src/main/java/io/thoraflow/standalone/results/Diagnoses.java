package io.thoraflow.standalone.results;

import io.thoraflow.contract.database.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import javax.sql.DataSource;

/** Reads diagnoses, the oldest first. */
public final class Diagnoses {
  private static final String SELECT =
      """
      SELECT d.diagnosed_at, d.xray, x.site, d.label, d.probability, d.familiarity, d.model_version,
          m.name, d.demo
      FROM diagnosis d
      JOIN xray x ON x.sha256 = d.xray
      JOIN model_version m ON m.version = d.model_version
      """;

  private final DataSource database;

  public Diagnoses(DataSource database) {
    this.database = database;
  }

  /** The last ones. */
  public List<DiagnosisRow> latest(int limit) {
    List<DiagnosisRow> newestFirst =
        query(
            SELECT + "ORDER BY d.diagnosed_at DESC, d.xray LIMIT ?",
            statement -> statement.setInt(1, limit));
    List<DiagnosisRow> oldestFirst = new ArrayList<>(newestFirst);
    Collections.reverse(oldestFirst);
    return oldestFirst;
  }

  /** All from that time on. */
  public List<DiagnosisRow> since(Instant time) {
    return query(
        SELECT + "WHERE d.diagnosed_at >= ? ORDER BY d.diagnosed_at, d.xray",
        statement -> statement.setTimestamp(1, Timestamp.from(time)));
  }

  private List<DiagnosisRow> query(String sql, Parameters parameters) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(statement);
      List<DiagnosisRow> diagnoses = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          diagnoses.add(row(rows));
        }
      }
      return diagnoses;
    } catch (SQLException e) {
      throw new StorageException("reading diagnoses", e);
    }
  }

  private static DiagnosisRow row(ResultSet row) throws SQLException {
    return new DiagnosisRow(
        row.getTimestamp("diagnosed_at").toInstant(),
        row.getString("xray"),
        row.getString("site"),
        row.getString("label"),
        row.getDouble("probability"),
        optional(row, "familiarity"),
        row.getInt("model_version"),
        row.getString("name"),
        row.getBoolean("demo"));
  }

  private static OptionalDouble optional(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }
}
