package io.thoraflow.ingest.erase;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.time.ClockSkewException;
import io.thoraflow.contract.time.ConfirmedTime;
import io.thoraflow.ingest.archive.ErasureOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Erases all that is kept of a patient, or of one X-ray: rows first, together with a record that
 * keeps messages which are still in a topic from bringing them back, then the original files.
 *
 * <p>A crash in between leaves files without rows; the same erasure again finds and deletes them,
 * as it looks into every archived file that no row leads to. Files that are still in the inbox are
 * not touched: they are new arrivals, and {@link ErasureOrder} tells them from what was erased.
 */
public final class Erasure {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String REJECTED = "rejection WHERE id = ANY (?)";
  private static final String DIAGNOSED = "diagnosis WHERE xray = ANY (?)";
  private static final String LABELLED = "label WHERE xray = ANY (?)";
  private static final String RECEIVED = "xray WHERE sha256 = ANY (?)";

  private final Sql database;
  private final KeptOriginals originals;
  private final ErasureOrder order;
  private final Clock clock;

  /**
   * @param database as the owner: no other role may delete
   */
  public Erasure(DataSource database, Path archive, Path rejected) {
    this(database, archive, rejected, Clock.systemUTC());
  }

  Erasure(DataSource database, Path archive, Path rejected, Clock clock) {
    this.clock = clock;
    this.order = ErasureOrder.of(archive);
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
    checkClocks();
    // Looking through folders takes long, so it is done before workers have to wait.
    Found found = find(subject);
    Erased erased =
        inTransaction(
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

  private Erased erase(ErasedRows rows, Subject subject, Found found, String who)
      throws SQLException {
    Set<String> hashes = new HashSet<>(found.xrays);
    hashes.addAll(subject.sha256());
    found.rejections.stream().filter(id -> HASH.matcher(id).matches()).forEach(hashes::add);
    Instant latest = rows.latest(hashes);
    int labels = rows.delete(LABELLED, found.xrays);
    int diagnoses = rows.delete(DIAGNOSED, found.xrays);
    rows.delete(RECEIVED, found.xrays);
    rows.delete(REJECTED, found.rejections);
    Erased erased = new Erased(found.xrays.size(), diagnoses, labels, found.rejections.size());
    rows.record(who, subject, erased, hashes, order(hashes, latest));
    return erased;
  }

  /** Before the commit: what is listed in vain only dates a next arrival a little later. */
  private Instant order(Set<String> hashes, Instant latest) {
    try {
      return order.erase(hashes, latest);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is erased, as the archive takes no note of it", e);
    }
  }

  /**
   * Archives, or messages, from before this order was kept are told apart by the clocks alone.
   *
   * @throws ClockSkewException if the database's clock and this machine's differ
   */
  private void checkClocks() {
    Duration ahead = Duration.between(inTransaction(ErasedRows::now), clock.instant());
    if (ahead.abs().compareTo(ConfirmedTime.TOLERANCE) > 0) {
      throw new ClockSkewException(
          "this machine's clock is %s %s the database's: nothing is erased until they agree within 5 minutes"
              .formatted(ConfirmedTime.words(ahead), ahead.isNegative() ? "behind" : "ahead of"));
    }
  }

  private interface Work<T> {
    T with(ErasedRows rows) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) {
    return database.inTransaction("erasing", connection -> work.with(new ErasedRows(connection)));
  }
}
