package io.thoraflow.worker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * X-rays that were erased on request while a message about them was still on its way: their rows
 * must not come back.
 *
 * <p>An erasure locks the table, so that it waits for transactions that have asked already, and
 * deletes what they wrote; those that ask later know of it.
 */
final class ErasedXrays {
  private static final String QUERY =
      """
      SELECT sha256, at FROM erased_xray WHERE sha256 = ANY (?)""";

  private ErasedXrays() {}

  /**
   * @param received by SHA-256, when ingest received it
   * @return those that were erased since then
   */
  static Set<String> among(Connection connection, Map<String, Instant> received)
      throws SQLException {
    Set<String> erased = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setArray(1, connection.createArrayOf("text", received.keySet().toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          String sha256 = rows.getString(1);
          if (!received.get(sha256).isAfter(rows.getTimestamp(2).toInstant())) {
            erased.add(sha256);
          }
        }
      }
    }
    return erased;
  }
}
