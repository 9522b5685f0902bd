package io.thoraflow.ingest.erase;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.SqlStates;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.time.ClockSkewException;
import io.thoraflow.contract.time.ConfirmedTime;
import io.thoraflow.ingest.archive.ErasureOrder;
import io.thoraflow.ingest.locate.AmbiguousPatientException;
import io.thoraflow.ingest.locate.FileOwner;
import io.thoraflow.ingest.locate.PatientGroup;
import io.thoraflow.ingest.locate.PatientQuery;
import io.thoraflow.ingest.locate.PatientSelection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * not touched: they are new arrivals, and {@link ErasureOrder} tells them from what was erased.
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

  /**
   * What {@link #erase} would take away.
   *
   * @throws AmbiguousPatientException if several persons have the Patient ID, and none was named
   */
  public Erased preview(Subject subject) throws IOException {
    Found found = find(subject);
    return inTransaction(
        rows ->
            new Erased(
                found.xrays.size(),
                rows.count(DIAGNOSED, found.xrays),
                rows.count(LABELLED, found.xrays),
                found.rejections.size(),
                found.left));
  }

  /**
   * @param who erases, for the record
   * @throws AmbiguousPatientException as {@link #preview}; then nothing is erased
   */
  public Erased erase(Subject subject, String who) throws IOException {
    checkClocks();
    // Looking through folders takes long, so it is done before workers have to wait.
    Found found = find(subject);
    Erased erased =
        inItsTurn(
            rows -> {
              rows.lock();
              addNew(rows, subject, found);
              return erase(rows, subject, found, who);
            });
    originals.delete(found.xrays, found.rejections);
    return erased;
  }

  /** Rows that were written meanwhile: their originals were looked at as being without row. */
  private void addNew(ErasedRows rows, Subject subject, Found found) throws SQLException {
    found.xrays.addAll(rows.xrays(subject.sha256()));
    if (subject.patient().isPresent()) {
      Map<Item, PatientGroup> groups = groupsOfRows(rows, subject.patient().get(), found.owners);
      groups.keySet().removeIf(item -> !item.isXray());
      found.groups.forEach(groups::putIfAbsent);
      subject.patient().get().select(groups).taken().stream()
          .filter(Item::isXray)
          .map(Item::id)
          .forEach(found.xrays::add);
    }
  }

  /** SHA-256 of all X-rays that were ever erased: what was computed of them must go, too. */
  public Set<String> everErased() {
    return inTransaction(ErasedRows::erasedXrays);
  }

  /** An X-ray by its SHA-256, or a rejected file by its id. */
  private record Item(boolean isXray, String id) {}

  /**
   * @param owners of rows whose originals were read
   */
  private record Found(
      Set<String> xrays,
      Set<String> rejections,
      Map<ErasedRows.Candidate, FileOwner> owners,
      Map<Item, PatientGroup> groups,
      Map<PatientGroup, Long> left) {}

  private Found find(Subject subject) throws IOException {
    Set<String> known = inTransaction(ErasedRows::allXrays);
    Set<String> xrays = inTransaction(rows -> rows.xrays(subject.sha256()));
    Set<String> rejections = inTransaction(rows -> rows.rejectionsOf(subject));
    List<KeptOriginals.Kept> withoutRow = originals.withoutRow(known);
    List<KeptOriginals.Kept> rejected = originals.rejected();
    add(withoutRow, subject, xrays);
    add(rejected, subject, rejections);
    if (subject.patient().isEmpty()) {
      return new Found(xrays, rejections, Map.of(), Map.of(), Map.of());
    }
    PatientQuery patient = subject.patient().get();
    Map<ErasedRows.Candidate, FileOwner> owners = new HashMap<>();
    Map<Item, PatientGroup> groups = inTransaction(rows -> groupsOfRows(rows, patient, owners));
    addGroups(groups, withoutRow, true, patient);
    addGroups(groups, rejected, false, patient);
    PatientSelection<Item> selection = patient.select(groups);
    for (Item item : selection.taken()) {
      (item.isXray() ? xrays : rejections).add(item.id());
    }
    return new Found(xrays, rejections, owners, groups, selection.left());
  }

  private static void add(List<KeptOriginals.Kept> kept, Subject subject, Set<String> to) {
    kept.stream().map(KeptOriginals.Kept::id).filter(subject.sha256()::contains).forEach(to::add);
  }

  /**
   * @param owners that are known, so that no original is read twice, least of all while workers
   *     wait; takes what is read
   */
  private Map<Item, PatientGroup> groupsOfRows(
      ErasedRows rows, PatientQuery patient, Map<ErasedRows.Candidate, FileOwner> owners)
      throws SQLException {
    Map<Item, PatientGroup> groups = new LinkedHashMap<>();
    for (ErasedRows.Candidate row : rows.candidates(patient)) {
      FileOwner owner = owners.containsKey(row) ? owners.get(row) : originals.owner(row);
      if (owner.isKnown()) {
        owners.put(row, owner); // One whose original is not there yet is looked for again.
      }
      groups.put(
          new Item(true, row.sha256()),
          patient.group(owner, row.patient(), Optional.of(row.site())));
    }
    return groups;
  }

  private static void addGroups(
      Map<Item, PatientGroup> groups,
      List<KeptOriginals.Kept> kept,
      boolean xrays,
      PatientQuery patient)
      throws IOException {
    for (KeptOriginals.Kept file : kept) {
      FileOwner owner = FileOwner.of(file.file());
      if (patient.isCandidate(owner)) {
        groups.put(
            new Item(xrays, file.id()), patient.group(owner, Optional.empty(), Optional.empty()));
      }
    }
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
    Erased erased =
        new Erased(found.xrays.size(), diagnoses, labels, found.rejections.size(), found.left);
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
