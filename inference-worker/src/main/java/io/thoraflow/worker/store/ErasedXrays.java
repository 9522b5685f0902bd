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
 * <p>Whoever asks shares a turn, which an erasure has alone: so that it waits for transactions that
 * have asked already, and deletes what they wrote; those that ask later know of it. Who only reads
 * tables can hold neither up.
 */
final class ErasedXrays {
  /** Held to the end of the transaction. It asks for no more than the right to insert. */
  private static final String TURN = "LOCK TABLE erasure_turn IN ROW EXCLUSIVE MODE";

  private static final String QUERY =
      """
      SELECT sha256, at FROM erased_xray WHERE sha256 = ANY (?)""";

  private ErasedXrays() {}

  /**
   * @param connection in a transaction
   * @param received by SHA-256, when ingest received it
   * @return those that were erased since then
   */
  static Set<String> among(Connection connection, Map<String, Instant> received)
      throws SQLException {
    Sql.update(connection, TURN);
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
