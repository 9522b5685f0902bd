package io.thoraflow.ingest.audit;

import io.thoraflow.contract.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Looks into the database, one part of the ids at a time, and can write nothing. */
final class RowLook {
  /** An erasure deletes rows and says so at once: both are seen, or neither. */
  private static final String SNAPSHOT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  private static final String XRAYS =
      """
      SELECT x.sha256, x.received_at, count(d.xray), count(d.xray) - count(DISTINCT d.model_version)
      FROM xray x
      LEFT JOIN diagnosis d ON d.xray = x.sha256
      WHERE x.sha256 >= ? AND x.sha256 < ?
      GROUP BY x.sha256, x.received_at""";
  private static final String REJECTIONS = "SELECT id FROM rejection WHERE id >= ? AND id < ?";
  private static final String ERASED =
      "SELECT sha256, at FROM erased_xray WHERE sha256 >= ? AND sha256 < ?";
  private static final String EXPIRED_DIAGNOSES =
      "SELECT expired_before FROM retention WHERE what = 'diagnoses'";

  private final Sql database;

  RowLook(DataSource database) {
    this.database = new Sql(database);
  }

  /** Which of them have been erased so far, and when. */
  Map<String, Instant> erased(Collection<String> ids) {
    return database
        .query(
            "reading what was erased",
            "SELECT sha256, at FROM erased_xray WHERE sha256 = ANY(?)",
            row -> Map.entry(row.getString(1), instant(row, 2)),
            (Object) ids.toArray(String[]::new))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * @return rows of {@code diagnosis} beyond one for an X-ray and a model version
   */
  long look(int part, Map<String, Trace> traces) {
    return database.inTransaction(
        "reading what became of files",
        connection -> {
          var unused = Sql.update(connection, SNAPSHOT);
          part(connection, REJECTIONS, part, row -> trace(row, traces).rejection());
          part(connection, ERASED, part, row -> trace(row, traces).erased(instant(row, 2)));
          long[] doubled = new long[1];
          part(
              connection,
              XRAYS,
              part,
              row -> {
                trace(row, traces).row(instant(row, 2), row.getInt(3));
                doubled[0] += row.getLong(4);
              });
          return doubled[0];
        });
  }

  /** Received before it, X-rays may lack their diagnoses: retention was applied to them. */
  Optional<Instant> expiredDiagnoses() {
    return database
        .query("reading what has expired", EXPIRED_DIAGNOSES, row -> instant(row, 1))
        .stream()
        .findFirst();
  }

  private static Trace trace(ResultSet row, Map<String, Trace> traces) throws SQLException {
    return traces.computeIfAbsent(row.getString(1), Trace::new);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  /** Digits come before letters in every collation. */
  private static void part(Connection connection, String sql, int part, Row reader)
      throws SQLException {
    var unused =
        Sql.query(
            connection,
            sql,
            row -> {
              reader.read(row);
              return true;
            },
            "%02x".formatted(part),
            part == Sightings.PARTS - 1 ? "g" : "%02x".formatted(part + 1));
  }
}
