package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.xray.SourceFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** X-rays that a model version has not read, the newest first; a page of them is in memory. */
final class UnreadXrays implements Iterable<ArchivedXray> {
  private static final String UNREAD =
      """
      FROM xray x
      WHERE x.received_at >= ? AND NOT EXISTS (
          SELECT 1 FROM diagnosis d WHERE d.xray = x.sha256 AND d.model_version = ?)
      """;
  private static final String COUNT = "SELECT count(*) " + UNREAD;
  private static final String PAGE =
      """
      SELECT x.sha256, x.site, x.received_at, x.source_format, x.key_id,
          x.patient_pseudonym, x.patient_id_only_pseudonym, x.study_pseudonym, x.instance_pseudonym
      """
          + UNREAD
          + """
             AND (x.received_at, x.sha256) < (?, ?)
            ORDER BY x.received_at DESC, x.sha256 DESC
            LIMIT ?""";

  /** PostgreSQL's calendar ends later, every clock earlier. */
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");

  private final DataSource database;
  private final int version;
  private final Instant since;
  private final int pageSize;

  /**
   * @param database as a role that may read {@code xray} and {@code diagnosis}
   */
  UnreadXrays(DataSource database, int version, Optional<Instant> since, int pageSize) {
    this.pageSize = pageSize;
    this.database = database;
    this.version = version;
    this.since = since.orElse(BEGINNING);
  }

  long count() {
    return query(COUNT, statement -> {}, row -> row.getLong(1)).get(0);
  }

  @Override
  public Iterator<ArchivedXray> iterator() {
    return new Iterator<>() {
      private final Deque<ArchivedXray> page = new ArrayDeque<>(pageAfter(END, ""));

      @Override
      public boolean hasNext() {
        return !page.isEmpty();
      }

      @Override
      public ArchivedXray next() {
        ArchivedXray xray = page.remove();
        if (page.isEmpty()) {
          page.addAll(pageAfter(xray.receivedAt(), xray.sha256()));
        }
        return xray;
      }
    };
  }

  private List<ArchivedXray> pageAfter(Instant receivedAt, String sha256) {
    return query(
        PAGE,
        statement -> {
          statement.setTimestamp(3, Timestamp.from(receivedAt));
          statement.setString(4, sha256);
          statement.setInt(5, pageSize);
        },
        UnreadXrays::xray);
  }

  private static ArchivedXray xray(ResultSet row) throws SQLException {
    return new ArchivedXray(
        row.getString("sha256"),
        row.getString("site"),
        row.getTimestamp("received_at").toInstant(),
        SourceFormat.valueOf(row.getString("source_format")),
        new Pseudonyms(
            row.getString("key_id"),
            Optional.ofNullable(row.getString("patient_pseudonym")),
            Optional.ofNullable(row.getString("patient_id_only_pseudonym")),
            Optional.ofNullable(row.getString("study_pseudonym")),
            Optional.ofNullable(row.getString("instance_pseudonym"))));
  }

  private <T> List<T> query(String sql, Binder binder, RowReader<T> reader) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setTimestamp(1, Timestamp.from(since));
      statement.setInt(2, version);
      binder.bind(statement);
      List<T> results = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          results.add(reader.read(rows));
        }
      }
      return results;
    } catch (SQLException e) {
      throw new StorageException("looking for X-rays to read again", e);
    }
  }

  private interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
