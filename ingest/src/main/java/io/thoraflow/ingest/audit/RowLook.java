package io.thoraflow.ingest.audit;

import io.thoraflow.contract.database.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Looks into the database, one part of the ids at a time, and can write nothing. */
final class RowLook {
  private static final String XRAYS =
      """
      SELECT x.sha256, x.received_at, count(d.xray), count(d.xray) - count(DISTINCT d.model_version)
      FROM xray x
      LEFT JOIN diagnosis d ON d.xray = x.sha256
      WHERE x.sha256 >= ? AND x.sha256 < ?
      GROUP BY x.sha256, x.received_at""";
  private static final String REJECTIONS = "SELECT id FROM rejection WHERE id >= ? AND id < ?";

  private final DataSource database;

  RowLook(DataSource database) {
    this.database = database;
  }

  /**
   * @return rows of {@code diagnosis} beyond one for an X-ray and a model version
   */
  long look(int part, Map<String, Trace> traces) {
    try (Connection connection = database.getConnection()) {
      connection.setReadOnly(true);
      try {
        rejections(connection, part, traces);
        return xrays(connection, part, traces);
      } finally {
        connection.setReadOnly(false);
      }
    } catch (SQLException e) {
      throw new StorageException("reading what became of files", e);
    }
  }

  private static long xrays(Connection connection, int part, Map<String, Trace> traces)
      throws SQLException {
    long doubled = 0;
    try (PreparedStatement query = bound(connection, XRAYS, part);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        traces
            .computeIfAbsent(rows.getString(1), Trace::new)
            .row(rows.getTimestamp(2).toInstant(), rows.getInt(3));
        doubled += rows.getLong(4);
      }
    }
    return doubled;
  }

  private static void rejections(Connection connection, int part, Map<String, Trace> traces)
      throws SQLException {
    try (PreparedStatement query = bound(connection, REJECTIONS, part);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        traces.computeIfAbsent(rows.getString(1), Trace::new).rejection();
      }
    }
  }

  /** Digits come before letters in every collation. */
  private static PreparedStatement bound(Connection connection, String sql, int part)
      throws SQLException {
    PreparedStatement query = connection.prepareStatement(sql);
    query.setString(1, "%02x".formatted(part));
    query.setString(2, part == Sightings.PARTS - 1 ? "g" : "%02x".formatted(part + 1));
    return query;
  }
}
