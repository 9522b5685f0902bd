package io.thoraflow.contract.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Clinicians' readings of archived X-rays. Rows are only ever added. */
public final class LabelStore {
  /** What comes after every hexadecimal digit in the order of any locale. */
  private static final String AFTER_HEX = "g";

  private final Sql sql;

  /**
   * @param database as {@link Role#READER} to record, as {@link Role#TRAINER} to read
   */
  public LabelStore(DataSource database) {
    this.sql = new Sql(database);
  }

  /**
   * The X-rays whose SHA-256 begins with some digits.
   *
   * @return at most two: enough to see that the digits are ambiguous
   */
  public List<String> xrays(String prefix) {
    return sql.query(
        "looking up an X-ray",
        "SELECT sha256 FROM xray WHERE sha256 >= ? AND sha256 < ? ORDER BY sha256 LIMIT 2",
        row -> row.getString("sha256"),
        prefix,
        prefix + AFTER_HEX);
  }

  /**
   * Records readings, all or none.
   *
   * <p>Idempotent: a reading is recorded unless the same reader gave it at the same time or, where
   * no time is given, unless it is that reader's latest of the X-ray already.
   *
   * @return how many were new
   */
  public int record(List<NewLabel> labels) {
    return sql.inTransaction(
        "recording labels",
        connection -> {
          // Two imports of the same file must not both find a row missing.
          Turn.LABELS.take(connection);
          int recorded = 0;
          for (NewLabel label : labels) {
            recorded +=
                label.at().isPresent() ? insertDated(connection, label) : insert(connection, label);
          }
          return recorded;
        });
  }

  /** Of each labelled X-ray the reading that counts, by SHA-256. */
  public List<LatestLabel> latest() {
    return snapshot().labels();
  }

  /** The readings that count, and how far the table goes. */
  public LabelSnapshot snapshot() {
    return sql.inTransaction(
        "reading labels",
        connection -> {
          // Ids are given in the order of commits only as long as writers take turns: none may be
          // between its first row and its commit while the last id is read.
          Turn.LABELS.await(connection);
          List<LatestLabel> labels =
              Sql.query(
                  connection,
                  """
                WITH latest_of_reader AS (
                    SELECT DISTINCT ON (xray, reader) xray, reader, reading, at, id
                    FROM label ORDER BY xray, reader, at DESC, id DESC),
                latest AS (
                    SELECT DISTINCT ON (xray) xray, reading FROM latest_of_reader ORDER BY xray, at DESC, id DESC)
                SELECT l.xray, x.archive_path, l.reading, x.key_id,
                    coalesce(x.patient_id_only_pseudonym, x.patient_pseudonym) AS patient,
                    count(*) FILTER (WHERE r.reading <> l.reading)::integer AS disagreeing
                FROM latest l
                JOIN latest_of_reader r ON r.xray = l.xray
                JOIN xray x ON x.sha256 = l.xray
                GROUP BY l.xray, x.archive_path, l.reading, x.key_id, patient
                ORDER BY l.xray""",
                  LabelStore::latestLabel);
          long last =
              Sql.query(
                      connection,
                      "SELECT coalesce(max(id), 0) AS last FROM label",
                      row -> row.getLong("last"))
                  .get(0);
          return new LabelSnapshot(labels, last);
        });
  }

  private static LatestLabel latestLabel(ResultSet row) throws SQLException {
    return new LatestLabel(
        row.getString("xray"),
        row.getString("archive_path"),
        row.getString("reading"),
        row.getInt("disagreeing"),
        row.getString("key_id"),
        Optional.ofNullable(row.getString("patient")));
  }

  /**
   * How many readings were recorded after a snapshot, whenever they were made.
   *
   * @param last of that {@link LabelSnapshot}, 0 for all
   */
  public int countAfter(long last) {
    return sql.query(
            "counting labels",
            "SELECT count(*)::integer AS labels FROM label WHERE id > ?",
            row -> row.getInt("labels"),
            last)
        .get(0);
  }

  private static int insertDated(Connection connection, NewLabel label) throws SQLException {
    OffsetDateTime at = timestamp(label.at().orElseThrow());
    return Sql.update(
        connection,
        """
        INSERT INTO label (xray, reading, reader, at)
        SELECT ?, ?, ?, ?
        WHERE NOT EXISTS (SELECT FROM label WHERE xray = ? AND reading = ? AND reader = ? AND at = ?)""",
        label.xray(),
        label.reading(),
        label.reader(),
        at,
        label.xray(),
        label.reading(),
        label.reader(),
        at);
  }

  private static int insert(Connection connection, NewLabel label) throws SQLException {
    return Sql.update(
        connection,
        """
        INSERT INTO label (xray, reading, reader, at)
        SELECT ?, ?, ?, clock_timestamp()
        WHERE ? IS DISTINCT FROM
            (SELECT reading FROM label WHERE xray = ? AND reader = ? ORDER BY at DESC, id DESC LIMIT 1)""",
        label.xray(),
        label.reading(),
        label.reader(),
        label.reading(),
        label.xray(),
        label.reader());
  }

  /** PostgreSQL keeps microseconds. */
  private static OffsetDateTime timestamp(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
