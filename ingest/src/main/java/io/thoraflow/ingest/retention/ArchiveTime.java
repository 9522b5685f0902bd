package io.thoraflow.ingest.retention;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.time.ConfirmedTime;
import io.thoraflow.ingest.disk.PrivateNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time as far as it has certainly passed, noted in the archive ({@value #NAME}) so that the
 * next ingest goes on from there. Without a note the archive's newest change is the last that is
 * certain.
 */
public final class ArchiveTime {
  static final String NAME = ".retention-clock.json";

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveTime.class);

  /** What changes when originals come or go; other entries change at every start. */
  private static final Pattern CHANGED_BY_WORK =
      Pattern.compile("[0-9a-f]{2}|" + Pattern.quote(ExpiredOriginals.NAME));

  /** What a kill may take from the note. */
  private static final Duration STEP = Duration.ofMinutes(10);

  private final Path archive;
  private final Clock wall;
  private final ConfirmedTime time;
  private Instant noted = Instant.EPOCH;
  private volatile Duration ahead = Duration.ZERO;

  private record Note(Instant certain) {}

  private ArchiveTime(
      Path archive, Clock wall, LongSupplier nanos, Supplier<Optional<Duration>> aheadOfBroker) {
    this.archive = archive;
    this.wall = wall;
    this.time =
        ConfirmedTime.since(
            last(),
            wall,
            nanos,
            Map.of("broker", aheadOfBroker, "archive's disk", this::aheadOfDisk));
  }

  /**
   * Must be made before anything comes into the archive, as that may be dated by a wrong clock.
   *
   * @param archive its root
   * @param wall the machine's clock
   * @param nanos as {@link System#nanoTime}
   * @param aheadOfBroker how far the machine's clock is ahead of the broker's; empty: not known
   */
  public static ArchiveTime of(
      Path archive, Clock wall, LongSupplier nanos, Supplier<Optional<Duration>> aheadOfBroker) {
    return new ArchiveTime(archive, wall, nanos, aheadOfBroker);
  }

  private Instant last() {
    try {
      Path note = archive.resolve(NAME);
      if (!Files.exists(note)) {
        return newestChange().orElse(wall.instant());
      }
      noted = Json.MAPPER.readValue(Files.readAllBytes(note), Note.class).certain();
      return noted;
    } catch (IOException e) {
      LOG.warn("the archive's clock cannot be read: {}", e.getClass().getSimpleName());
      return Instant.EPOCH;
    }
  }

  private Optional<Instant> newestChange() throws IOException {
    Instant newest = Instant.MIN;
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            archive, entry -> CHANGED_BY_WORK.matcher(entry.getFileName().toString()).matches())) {
      for (Path entry : entries) {
        Instant changed = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant();
        newest = changed.isAfter(newest) ? changed : newest;
      }
    }
    return newest.equals(Instant.MIN) ? Optional.empty() : Optional.of(newest);
  }

  /** How far the machine's clock is ahead of the one that dates files; empty: not known. */
  Optional<Duration> aheadOfDisk() {
    Path fresh = PrivateNames.unfinished(archive);
    try {
      Files.writeString(fresh, "");
      Instant dated = Files.getLastModifiedTime(fresh).toInstant();
      Files.delete(fresh);
      return Optional.of(Duration.between(dated, wall.instant()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** May write to the disk, to learn its time. */
  ConfirmedTime.Reading read() {
    ConfirmedTime.Reading reading = time.read();
    ahead = reading.ahead();
    return reading;
  }

  /**
   * How many seconds the machine's clock was ahead of what has certainly passed, when it was read.
   */
  public double aheadSeconds() {
    return ahead.toMillis() / 1e3;
  }

  void confirm() {
    time.confirm();
  }

  /** Notes how far time has certainly passed; never takes anything back. */
  public synchronized void note() {
    Instant certain = read().time();
    if (!noted.plus(STEP).isBefore(certain)) {
      return;
    }
    try {
      AtomicFile.write(
          archive.resolve(NAME),
          Json.MAPPER.writeValueAsBytes(new Note(certain)),
          AtomicFile.Option.SYNCED);
      noted = certain;
    } catch (IOException e) {
      LOG.debug("the archive takes no note of the time: {}", e.getClass().getSimpleName());
    }
  }
}
