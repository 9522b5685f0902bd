package io.thoraflow.worker.store;

import io.thoraflow.contract.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    return Sql.query(
            connection,
            QUERY,
            row -> Map.entry(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()),
            (Object) received.keySet().toArray(String[]::new))
        .stream()
        .filter(erased -> !received.get(erased.getKey()).isAfter(erased.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
