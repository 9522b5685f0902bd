package io.thoraflow.ingest.audit;

import io.thoraflow.contract.message.KafkaConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Compares what was dropped with what became of it: the promise is that every file that reaches the
 * inbox ends as a diagnosis, a rejection, or a dead letter that can be replayed.
 *
 * <p>Works on a running pipeline: places are looked at in the order in which files pass them, so
 * that nothing on its way is called lost. What retention has deleted and what was erased is told
 * from what has vanished by what archive and database have noted of both. Only reads. Of all files
 * together it keeps 33 bytes for each that is in the inbox, rejected, on the list, or in a record
 * that is read; originals and rows are compared in 256 parts by the first byte of the SHA-256.
 */
public final class Audit {
  private final RowLook rows;
  private final TopicLook topics;
  private final FolderLook folders;
  private final Clock clock;

  /**
   * @param database as a role that may read {@code xray}, {@code diagnosis}, {@code rejection},
   *     {@code erased_xray} and {@code retention}
   */
  public Audit(
      DataSource database,
      KafkaConnection kafka,
      Groups groups,
      AuditFolders folders,
      Clock clock) {
    this.rows = new RowLook(database);
    this.topics = new TopicLook(kafka, groups);
    this.folders = new FolderLook(folders);
    this.clock = clock;
  }

  /**
   * @param listener hears of each file, in order of the first byte
   * @throws IllegalArgumentException if a line of the list is no SHA-256
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
   * @throws io.thoraflow.contract.database.StorageException if the database does not
   */
  public AuditReport run(AuditScope scope, Consumer<Finding> listener)
      throws IOException, InterruptedException {
    Instant begin = clock.instant();
    Sightings sightings = new Sightings();
    long unfinished = folders.inbox(sightings);
    Map<String, String> hashed = folders.rejected(sightings, scope.dropped().isPresent());
    if (scope.dropped().isPresent()) {
      readList(scope.dropped().get(), hashed, sightings);
    }
    TopicLook.Seen seen = topics.look(sightings, scope.deep(), rows::erased);
    Tally tally = new Tally(scope, begin, listener);
    for (int part = 0; part < Sightings.PARTS; part++) {
      Map<String, Trace> traces = sightings.take(part);
      folders.archive(part, traces);
      tally.doubled += rows.look(part, traces);
      // Asked last: what is deleted meanwhile was noted before.
      Expiry expiry = expiry(scope);
      for (Trace trace : traces.values()) {
        tally.add(trace, expiry);
      }
    }
    return tally.report(unfinished, seen);
  }

  private Expiry expiry(AuditScope scope) throws IOException {
    return scope.expiredBefore().isPresent()
        ? new Expiry(scope.expiredBefore(), scope.expiredBefore())
        : new Expiry(folders.expiredOriginals(), rows.expiredDiagnoses());
  }

  private static void readList(Path list, Map<String, String> hashed, Sightings sightings)
      throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(list)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String sha256 = line.strip().split("\\s", 2)[0];
        if (sha256.isEmpty()) {
          continue;
        }
        if (!Sightings.isId(sha256) || sha256.contains("-")) {
          throw new IllegalArgumentException(
              "line %d of %s must begin with a SHA-256, 64 lower-case hexadecimal digits"
                  .formatted(number, list));
        }
        sightings.add(hashed.getOrDefault(sha256, sha256), Sighting.DROPPED);
      }
    }
  }

  /** Counts. */
  private final class Tally {
    private final AuditScope scope;
    private final Instant begin;
    private final Consumer<Finding> listener;
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long dropped;
    private long doubled;
    private long contradictory;
    private long remains;
    private long changed;

    Tally(AuditScope scope, Instant begin, Consumer<Finding> listener) {
      this.scope = scope;
      this.begin = begin;
      this.listener = listener;
    }

    void add(Trace trace, Expiry expiry) throws IOException {
      boolean listed = scope.dropped().isPresent();
      Finding finding = trace.finding(listed, expiry);
      if (finding.outcome() == Outcome.LOST && hasComeMeanwhile(finding, trace)) {
        trace.add(Sighting.WAITING); // After its topic was looked at.
        finding = trace.finding(listed, expiry);
      }
      outcomes.merge(finding.outcome(), 1L, Long::sum);
      dropped += finding.dropped() ? 1 : 0;
      contradictory += finding.isContradictory() ? 1 : 0;
      remains += finding.remains() && !trace.erasedSince(begin) ? 1 : 0;
      if (scope.verify()
          && finding.original().isPresent()
          && folders.hasChanged(finding.id(), finding.original().get())) {
        changed++;
      }
      listener.accept(finding);
    }

    private boolean hasComeMeanwhile(Finding finding, Trace trace) throws IOException {
      return trace.receivedSince(begin)
          || (finding.isRepairable() && folders.arrivedSince(finding, begin));
    }

    AuditReport report(long unfinished, TopicLook.Seen seen) {
      return new AuditReport(
          dropped,
          outcomes,
          doubled,
          contradictory,
          remains,
          changed,
          unfinished,
          seen.waiting(),
          seen.blindSpots());
    }
  }

  /** A listener that needs no findings. */
  public static Consumer<Finding> silent() {
    return finding -> {};
  }
}
