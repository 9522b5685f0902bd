package io.thoraflow.ingest.retention;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which originals retention may have deleted: noted in the archive itself ({@value #NAME}), as
 * ingest knows no database, so that whoever looks for an original knows whether it must be there.
 *
 * @param expiredBefore older ones may be gone, younger ones must be there; never goes back
 * @param retention that was applied last
 */
public record ExpiredOriginals(Instant expiredBefore, Duration retention) {
  static final String NAME = ".retention.json";

  /**
   * @param archive its root
   * @return empty if nothing was ever deleted
   */
  public static Optional<ExpiredOriginals> in(Path archive) throws IOException {
    try {
      return Optional.of(
          Json.MAPPER.readValue(Files.readAllBytes(archive.resolve(NAME)), ExpiredOriginals.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Returns once it is on the disk: only then may anything be deleted. */
  static void note(Path archive, Instant expiredBefore, Duration retention) throws IOException {
    Instant latest =
        in(archive)
            .map(ExpiredOriginals::expiredBefore)
            .filter(noted -> noted.isAfter(expiredBefore))
            .orElse(expiredBefore);
    byte[] json = Json.MAPPER.writeValueAsBytes(new ExpiredOriginals(latest, retention));
    AtomicFile.write(archive.resolve(NAME), json, AtomicFile.Option.SYNCED);
  }
}
