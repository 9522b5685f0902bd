package io.thoraflow.ingest.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What no original can tell of itself: when it came, and from which site. One line per arrival, in
 * lists beside the originals, {@code .arrivals/<first two hexadecimal digits>.tsv}, so that it is
 * known even when records and rows are gone.
 *
 * <p>A line is appended in one write, before its original takes its place; a line that a crash has
 * cut off is passed over. Nobody ever shortens a list, so that writers need no lock: what is erased
 * is overwritten with spaces.
 */
public final class Arrivals {
  static final String FOLDER = ".arrivals";

  /** The time comes last, as its end shows whether the line is whole. */
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})\t([^\t]+)\t([^\t]+Z)$");

  private static final int PREFIX = 2;
  private static final int HASH_LENGTH = 64;

  private final Path folder;

  private Arrivals(Path folder) {
    this.folder = folder;
  }

  /**
   * @param archive its root
   */
  public static Arrivals of(Path archive) {
    return new Arrivals(archive.resolve(FOLDER));
  }

  /**
   * One arrival.
   *
   * @param sha256 of the X-ray
   * @param site as the message has it
   * @param receivedAt when ingest read the file
   */
  public record Entry(String sha256, String site, Instant receivedAt) {
    private static Optional<Entry> parse(String line) {
      Matcher matcher = LINE.matcher(line);
      try {
        return matcher.find()
            ? Optional.of(
                new Entry(matcher.group(1), matcher.group(2), Instant.parse(matcher.group(3))))
            : Optional.empty();
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private byte[] line() {
      return "%s\t%s\t%s\n".formatted(sha256, site, receivedAt).getBytes(StandardCharsets.UTF_8);
    }
  }

  void add(Entry entry) throws IOException {
    try (FileChannel list =
        FileChannel.open(
            list(entry.sha256()), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer line = ByteBuffer.wrap(entry.line());
      while (line.hasRemaining()) {
        list.write(line);
      }
    }
  }

  /**
   * All arrivals whose SHA-256 begin so, in order.
   *
   * @param prefix two hexadecimal digits
   */
  public void read(String prefix, Consumer<Entry> listener) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(list(prefix), StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Entry.parse(line).ifPresent(listener);
      }
    } catch (NoSuchFileException e) {
      // None has arrived.
    }
  }

  /** Overwrites the lines of X-rays. */
  public void erase(Set<String> xrays) throws IOException {
    for (String prefix :
        xrays.stream().map(sha256 -> sha256.substring(0, PREFIX)).distinct().toList()) {
      if (Files.exists(list(prefix))) {
        erase(list(prefix), xrays);
      }
    }
  }

  private static void erase(Path list, Set<String> xrays) throws IOException {
    byte[] content = Files.readAllBytes(list);
    try (FileChannel channel = FileChannel.open(list, StandardOpenOption.WRITE)) {
      int start = 0;
      for (int i = 0; i < content.length; i++) {
        if (content[i] == '\n') {
          if (names(content, start, i, xrays)) {
            byte[] blank = new byte[i - start];
            Arrays.fill(blank, (byte) ' ');
            channel.write(ByteBuffer.wrap(blank), start);
          }
          start = i + 1;
        }
      }
      channel.force(false);
    }
  }

  private static boolean names(byte[] content, int start, int end, Set<String> xrays) {
    String line = new String(content, start, end - start, StandardCharsets.UTF_8);
    Matcher matcher = LINE.matcher(line);
    return (matcher.find() && xrays.contains(matcher.group(1)))
        || (line.length() >= HASH_LENGTH && xrays.contains(line.substring(0, HASH_LENGTH)));
  }

  private Path list(String sha256) {
    return folder.resolve(sha256.substring(0, PREFIX) + ".tsv");
  }
}
