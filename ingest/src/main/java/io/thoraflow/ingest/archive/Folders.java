package io.thoraflow.ingest.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folders that ingest works with, created where absent and found writable.
 *
 * @param archive takes originals
 * @param rejected takes files that cannot become a diagnosis
 */
public record Folders(Archive archive, RejectedFiles rejected) {

  /**
   * @throws IOException naming the setting whose folder cannot be used, and why
   */
  public static Folders open(Path inbox, Path archive, Path rejected) throws IOException {
    usable("INGEST_INBOX", inbox, Folders::tryWriting);
    return new Folders(
        usable("INGEST_ARCHIVE", archive, Archive::open),
        usable("INGEST_REJECTED", rejected, RejectedFiles::open));
  }

  /** Files are moved out of the inbox, which needs the right to write. */
  private static Path tryWriting(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.delete(Files.createTempFile(folder, ".thoraflow-", ".tmp"));
    return folder;
  }

  private static <T> T usable(String setting, Path folder, Opening<T> opening) throws IOException {
    try {
      return opening.open(folder);
    } catch (IOException e) {
      throw new IOException(
          "%s must be a writable folder, but %s is not: %s"
              .formatted(setting, folder, e.getClass().getSimpleName()),
          e);
    }
  }

  private interface Opening<T> {
    T open(Path folder) throws IOException;
  }
}
