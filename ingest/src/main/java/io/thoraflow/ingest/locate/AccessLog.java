package io.thoraflow.ingest.locate;

import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Who was led from which pseudonyms to how many originals: a file of JSON lines that only grows. It
 * never holds a patient's id.
 */
public final class AccessLog {
  private static final Set<StandardOpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  /** For a file that is made now. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final Clock clock;

  public AccessLog(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  private record Access(Instant at, String who, String by, List<String> searched, int originals) {}

  /**
   * Appends one line, and returns once it is on the disk.
   *
   * @param by what was asked for: {@code patient}, {@code pseudonym} or {@code xray}; or what was
   *     erased: {@code erase patient} or {@code erase xray}
   * @param searched pseudonyms, or an X-ray's SHA-256
   * @throws UncheckedIOException if that is not possible: then nothing may be shown
   */
  public void append(String who, String by, List<String> searched, int originals) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      String line =
          Json.MAPPER.writeValueAsString(new Access(clock.instant(), who, by, searched, originals));
      try (FileChannel channel = FileChannel.open(file, APPEND, OWNER_ONLY)) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the access log %s must be writable before originals are shown".formatted(file), e);
    }
  }
}
