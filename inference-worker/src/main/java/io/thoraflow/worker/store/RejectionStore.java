package io.thoraflow.worker.store;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.message.Rejection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Writes rejections, idempotently: what is there already stays as it is. What was erased on request
 * is passed over.
 */
public final class RejectionStore {
  private static final String INSERT =
      """
      INSERT INTO rejection (id, sha256, reason, detail, site, size_bytes, rejected_path, received_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING""";

  private final DataSource database;

  public RejectionStore(DataSource database) {
    this.database = database;
  }

  /**
   * All in one transaction.
   *
   * @throws SQLException after a rollback; its text may quote values, its SQLState does not
   */
  public void store(Collection<Rejection> rejections) throws SQLException {
    TreeMap<String, Rejection> byId = new TreeMap<>();
    rejections.forEach(rejection -> byId.put(rejection.id(), rejection));
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        removeErased(connection, byId);
        for (Rejection rejection : byId.values()) {
          bind(insert, rejection);
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        Sql.rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void removeErased(Connection connection, Map<String, Rejection> byId)
      throws SQLException {
    Map<String, Instant> received = new HashMap<>();
    for (Rejection rejection : byId.values()) {
      rejection.sha256().ifPresent(sha256 -> received.put(sha256, rejection.receivedAt()));
    }
    Set<String> erased = ErasedXrays.among(connection, received);
    byId.values().removeIf(rejection -> rejection.sha256().filter(erased::contains).isPresent());
  }

  private static void bind(PreparedStatement insert, Rejection rejection) throws SQLException {
    insert.setString(1, rejection.id());
    insert.setString(2, rejection.sha256().orElse(null));
    insert.setString(3, rejection.reason());
    insert.setString(4, rejection.detail());
    insert.setString(5, rejection.site());
    insert.setLong(6, rejection.sizeBytes());
    insert.setString(7, rejection.rejectedPath());
    insert.setTimestamp(8, Timestamp.from(rejection.receivedAt()));
  }
}
