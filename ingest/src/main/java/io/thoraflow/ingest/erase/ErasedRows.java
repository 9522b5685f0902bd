package io.thoraflow.ingest.erase;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.Turn;
import io.thoraflow.ingest.locate.PatientQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rows of one erasure, inside of one transaction. */
final class ErasedRows {
  private final Connection connection;

  ErasedRows(Connection connection) {
    this.connection = connection;
  }

  /**
   * Waits for workers and readings that are about to be written, and lets none begin: whatever they
   * wrote is deleted here, and whoever comes later knows of the erasure.
   *
   * <p>Nobody who only reads can be in the way, as nobody but workers may lock that table, and of
   * what is deleted nobody else locks rows. While this waits, workers do, too: so it gives up after
   * two seconds, lets them pass, and is tried again.
   */
  void lock() throws SQLException {
    change("SET LOCAL lock_timeout = '2s'");
    change("LOCK TABLE erasure_turn IN SHARE ROW EXCLUSIVE MODE");
    // A label that is just being written would keep its X-ray.
    Turn.LABELS.take(connection);
  }

  Set<String> allXrays() throws SQLException {
    return texts("SELECT sha256 FROM xray");
  }

  /**
   * A row that may be the subject's.
   *
   * @param archivePath relative to the archive's root
   * @param patient pseudonym
   */
  record Candidate(String sha256, String archivePath, String site, Optional<String> patient) {}

  List<Candidate> candidates(PatientQuery patient) throws SQLException {
    String[] pseudonyms = patient.pseudonyms().toArray(String[]::new);
    return Sql.query(
        connection,
        """
        SELECT sha256, archive_path, site, patient_pseudonym FROM xray
        WHERE patient_pseudonym = ANY (?) OR patient_id_only_pseudonym = ANY (?)""",
        row ->
            new Candidate(
                row.getString("sha256"),
                row.getString("archive_path"),
                row.getString("site"),
                Optional.ofNullable(row.getString("patient_pseudonym"))),
        pseudonyms,
        pseudonyms);
  }

  Set<String> xrays(Set<String> sha256) throws SQLException {
    return texts(
        "SELECT sha256 FROM xray WHERE sha256 = ANY (?)", (Object) sha256.toArray(String[]::new));
  }

  /** Rejections do not say whose they were: by patient they are found by their files. */
  Set<String> rejectionsOf(Subject subject) throws SQLException {
    return texts(
        "SELECT id FROM rejection WHERE sha256 = ANY (?)",
        (Object) subject.sha256().toArray(String[]::new));
  }

  /**
   * @param rows such as {@code label WHERE xray = ANY (?)}
   */
  int count(String rows, Set<String> ids) throws SQLException {
    return Sql.query(
            connection,
            "SELECT count(*) FROM " + rows,
            row -> row.getInt(1),
            (Object) ids.toArray(String[]::new))
        .get(0);
  }

  /**
   * @param rows as for {@link #count}
   */
  int delete(String rows, Set<String> ids) throws SQLException {
    return change("DELETE FROM " + rows, (Object) ids.toArray(String[]::new));
  }

  /** The database's time, or that of the latest arrival of these X-rays that it knows of. */
  Instant latest(Set<String> xrays) throws SQLException {
    return Sql.query(
            connection,
            """
            SELECT greatest(clock_timestamp(),
                (SELECT max(received_at) FROM xray WHERE sha256 = ANY (?)),
                (SELECT max(received_at) FROM rejection WHERE sha256 = ANY (?)))""",
            row -> row.getObject(1, OffsetDateTime.class).toInstant(),
            xrays.toArray(String[]::new),
            xrays.toArray(String[]::new))
        .get(0);
  }

  /** The database's clock. */
  Instant now() throws SQLException {
    return Sql.query(
            connection,
            "SELECT clock_timestamp()",
            row -> row.getObject(1, OffsetDateTime.class).toInstant())
        .get(0);
  }

  /**
   * The record of it, and what must not come back.
   *
   * @param at what arrived later is no part of it
   */
  void record(String who, Subject subject, Erased erased, Set<String> hashes, Instant at)
      throws SQLException {
    change(
        """
        WITH record AS (
            INSERT INTO erasure (who, subject, xrays, diagnoses, labels, rejections)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING id)
        INSERT INTO erased_xray (sha256, erasure, at)
        SELECT hash, record.id, ?::timestamptz FROM record, unnest(?) AS hash
        ON CONFLICT (sha256) DO UPDATE SET erasure = excluded.erasure, at = greatest(erased_xray.at, excluded.at)""",
        who,
        subject.kind(),
        erased.xrays(),
        erased.diagnoses(),
        erased.labels(),
        erased.rejections(),
        at.atOffset(ZoneOffset.UTC),
        hashes.toArray(String[]::new));
  }

  /** Of this and all earlier erasures. */
  Set<String> erasedXrays() throws SQLException {
    return texts("SELECT sha256 FROM erased_xray");
  }

  private int change(String sql, Object... parameters) throws SQLException {
    return Sql.update(connection, sql, parameters);
  }

  private Set<String> texts(String sql, Object... parameters) throws SQLException {
    return new HashSet<>(Sql.query(connection, sql, row -> row.getString(1), parameters));
  }
}
