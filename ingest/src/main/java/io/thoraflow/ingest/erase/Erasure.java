package io.thoraflow.ingest.erase;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.SqlStates;
import io.thoraflow.contract.database.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Erases all that is kept of a patient, or of one X-ray: rows first, together with a record that
 * keeps messages which are still in a topic from bringing them back, then the original files.
 *
 * <p>A crash in between leaves files without rows; the same erasure again finds and deletes them,
 * as it looks into every archived file that no row leads to. Files that are still in the inbox are
 * not touched.
 */
public final class Erasure {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String REJECTED = "rejection WHERE id = ANY (?)";
  private static final String DIAGNOSED = "diagnosis WHERE xray = ANY (?)";
  private static final String LABELLED = "label WHERE xray = ANY (?)";
  private static final String RECEIVED = "xray WHERE sha256 = ANY (?)";

  /** Of two seconds each: longer than a transaction of this product may stand still. */
  private static final int ATTEMPTS = 25;

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

  private final Sql database;
  private final KeptOriginals originals;

  /**
   * @param database as the owner: no other role may delete
   */
  public Erasure(DataSource database, Path archive, Path rejected) {
    this.database = new Sql(database);
    this.originals = new KeptOriginals(archive, rejected);
  }

  /** What {@link #erase} would take away. */
  public Erased preview(Subject subject) throws IOException {
    Found found = find(subject);
    return inTransaction(
        rows ->
            new Erased(
                found.xrays.size(),
                rows.count(DIAGNOSED, found.xrays),
                rows.count(LABELLED, found.xrays),
                found.rejections.size()));
  }

  /**
   * @param who erases, for the record
   */
  public Erased erase(Subject subject, String who) throws IOException {
    // Looking through folders takes long, so it is done before workers have to wait.
    Found found = find(subject);
    Erased erased =
        inItsTurn(
            rows -> {
              rows.lock();
              found.xrays.addAll(rows.xraysOf(subject));
              return erase(rows, subject, found, who);
            });
    originals.delete(found.xrays, found.rejections);
    return erased;
  }

  /** SHA-256 of all X-rays that were ever erased: what was computed of them must go, too. */
  public Set<String> everErased() {
    return inTransaction(ErasedRows::erasedXrays);
  }

  private record Found(Set<String> xrays, Set<String> rejections) {}

  private Found find(Subject subject) throws IOException {
    Set<String> xrays = inTransaction(rows -> rows.xraysOf(subject));
    Set<String> known = inTransaction(ErasedRows::allXrays);
    originals.withoutRow(subject, known).forEach(kept -> xrays.add(kept.id()));
    Set<String> rejections = inTransaction(rows -> rows.rejectionsOf(subject));
    originals.rejected(subject).forEach(kept -> rejections.add(kept.id()));
    return new Found(xrays, rejections);
  }

  private static Erased erase(ErasedRows rows, Subject subject, Found found, String who)
      throws SQLException {
    int labels = rows.delete(LABELLED, found.xrays);
    int diagnoses = rows.delete(DIAGNOSED, found.xrays);
    rows.delete(RECEIVED, found.xrays);
    rows.delete(REJECTED, found.rejections);
    Erased erased = new Erased(found.xrays.size(), diagnoses, labels, found.rejections.size());
    Set<String> hashes = new HashSet<>(found.xrays);
    hashes.addAll(subject.sha256());
    found.rejections.stream().filter(id -> HASH.matcher(id).matches()).forEach(hashes::add);
    rows.record(who, subject, erased, hashes);
    return erased;
  }

  private interface Work<T> {
    T with(ErasedRows rows) throws SQLException;
  }

  /**
   * As often as it takes for a worker that stands still to be ended by PostgreSQL; between the
   * attempts the other workers write.
   */
  private <T> T inItsTurn(Work<T> work) {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return inTransaction(work);
      } catch (StorageException e) {
        if (!e.sqlState().equals(SqlStates.LOCK_NOT_AVAILABLE)) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      }
    }
    return inTransaction(work);
  }

  private <T> T inTransaction(Work<T> work) {
    return database.inTransaction("erasing", connection -> work.with(new ErasedRows(connection)));
  }
}
