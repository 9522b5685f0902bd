package io.thoraflow.ingest.archive;

import io.thoraflow.contract.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which came first, an arrival or the erasure of the same X-ray: said by what ingest and eraser
 * both write into the archive ({@value #FOLDER}), so that it does not matter how their clocks
 * differ.
 *
 * <p>Ingest notes beforehand until when it may date arrivals ({@value #UNTIL}); an erasure is dated
 * at that or later, so after all that had arrived. It is listed by SHA-256; an arrival of a listed
 * X-ray is dated after its erasure.
 */
public final class ErasureOrder {
  static final String FOLDER = ".erased";
  static final String UNTIL = "received-until";

  /** So seldom the note is written. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** PostgreSQL's resolution. */
  private static final Duration NEXT = Duration.of(1, ChronoUnit.MICROS);

  /** Later than any arrival that was dated after the erasure before. */
  private static final Duration LATER = Duration.ofMillis(1);

  /** At a line's end, whatever a crash has cut off before it. */
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})\t([^\t]+Z)$");

  private static final int PREFIX = 2;

  private final Path folder;
  private volatile Instant until = Instant.MIN;

  private ErasureOrder(Path folder) {
    this.folder = folder;
  }

  /**
   * @param archive its root
   */
  public static ErasureOrder of(Path archive) {
    return new ErasureOrder(archive.resolve(FOLDER));
  }

  /**
   * The time, once it is noted that arrivals may have it.
   *
   * @throws IOException if the archive takes no note
   */
  public Instant arrival(Instant now) throws IOException {
    if (now.isAfter(until)) {
      noteUntil(now);
    }
    return now;
  }

  private synchronized void noteUntil(Instant now) throws IOException {
    if (!now.isAfter(until)) {
      return; // Another reader has just noted it.
    }
    Instant wanted = now.plus(AHEAD);
    Instant noted = notedUntil();
    Instant latest = noted.isAfter(wanted) ? noted : wanted;
    if (latest.isAfter(noted)) {
      AtomicFile.write(folder.resolve(UNTIL), latest.toString(), AtomicFile.Option.SYNCED);
    }
    until = latest;
  }

  private Instant notedUntil() throws IOException {
    try {
      return Instant.parse(Files.readString(folder.resolve(UNTIL)).strip());
    } catch (NoSuchFileException | DateTimeException e) {
      return Instant.MIN;
    }
  }

  /** When an X-ray arrived: as it was dated, or later if it had been erased by then. */
  public Instant after(String sha256, Instant receivedAt) throws IOException {
    Instant erasedAt = erasedAt(sha256);
    return erasedAt.isBefore(receivedAt) ? receivedAt : erasedAt.plus(NEXT);
  }

  /** Whether an X-ray was erased after it had arrived. */
  boolean isErasedSince(String sha256, Instant receivedAt) throws IOException {
    return !erasedAt(sha256).isBefore(receivedAt);
  }

  private Instant erasedAt(String sha256) throws IOException {
    Path list = list(sha256);
    if (!Files.exists(list)) {
      return Instant.MIN;
    }
    try (Stream<String> lines = Files.lines(list, StandardCharsets.UTF_8)) {
      return lines
          .map(LINE::matcher)
          .filter(Matcher::find)
          .filter(line -> line.group(1).equals(sha256))
          .map(line -> Instant.parse(line.group(2)))
          .reduce(Instant.MIN, (first, second) -> first.isAfter(second) ? first : second);
    }
  }

  /**
   * Dates an erasure after all that ingest had dated, and lists it; what arrives from now on is
   * dated after it.
   *
   * @param sha256 of what is erased
   * @param least not before that
   */
  public Instant erase(Collection<String> sha256, Instant least) throws IOException {
    Instant at = notedUntil();
    at = at.isAfter(least) ? at : least;
    for (String xray : sha256) {
      Instant before = erasedAt(xray);
      at = at.isAfter(before) ? at : before.plus(LATER);
    }
    // Rounded up: the database keeps microseconds.
    at = at.truncatedTo(ChronoUnit.MICROS).plus(NEXT);
    if (Files.isDirectory(folder.getParent())) {
      Files.createDirectories(folder);
      for (String xray : sha256) {
        append(list(xray), "%s\t%s\n".formatted(xray, at));
      }
    }
    return at;
  }

  /** A list says nothing of anybody: whoever may enter the archive may read it. */
  private static void append(Path list, String line) throws IOException {
    boolean isNew = !Files.exists(list);
    try (FileChannel channel =
        FileChannel.open(list, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (isNew) {
      Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private Path list(String sha256) {
    return folder.resolve(sha256.substring(0, PREFIX) + ".tsv");
  }
}
