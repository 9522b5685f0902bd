package io.thoraflow.ingest.archive;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  /**
   * @throws IOException saying which of the two does not take a file now, and why
   */
  void tryWriting() throws IOException {
    tryOne("archive", archive::tryWriting);
    tryOne("folder of rejected files", rejected::tryWriting);
  }

  private static void tryOne(String name, Trial trial) throws IOException {
    try {
      trial.write();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "the %s takes no files (a folder of it is missing; is its disk mounted?)".formatted(name),
          e);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw new IOException("the %s takes no files (%s)".formatted(name, reason), e);
    } catch (IOException e) {
      throw new IOException("the %s takes no files (%s)".formatted(name, e.getMessage()), e);
    }
  }

  private interface Trial {
    void write() throws IOException;
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
