package io.thoraflow.ingest.archive;

import io.thoraflow.ingest.disk.FolderLocks;
import io.thoraflow.ingest.disk.PrivateNames;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.inbox.TakenFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folders that ingest works with, created where absent and found writable.
 *
 * @param archive takes originals
 * @param rejected takes files that cannot become a diagnosis
 * @param taken what is between the inbox and these two
 */
public record Folders(Archive archive, RejectedFiles rejected, TakenFiles taken) {

  /**
   * @throws IOException naming the setting whose folder cannot be used, and why
   */
  public static Folders open(InboxConfig inbox, Path archive, Path rejected) throws IOException {
    TakenFiles taken = new TakenFiles(new InboxNames(inbox));
    usable("INGEST_INBOX", inbox.directory(), Folders::tryWriting);
    return new Folders(
        usable("INGEST_ARCHIVE", archive, folder -> Archive.open(folder, taken)),
        usable("INGEST_REJECTED", rejected, folder -> RejectedFiles.open(folder, taken)),
        taken);
  }

  /**
   * Keeps every other ingest off the folders, which are made where they are absent. To be called
   * before they are opened: opening them deletes what no living ingest needs.
   *
   * @throws IOException naming the setting whose folder cannot be used, and why
   */
  public static FolderLocks lock(Path inbox, Path archive, Path rejected) throws IOException {
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put("INGEST_INBOX", usable("INGEST_INBOX", inbox, Files::createDirectories));
    folders.put("INGEST_ARCHIVE", usable("INGEST_ARCHIVE", archive, KeptFiles::makeRoot));
    folders.put("INGEST_REJECTED", usable("INGEST_REJECTED", rejected, KeptFiles::makeRoot));
    return FolderLocks.take(folders);
  }

  /** Finds files that their senders have written to after they were kept; they are read again. */
  public void lookForLateWrites() {
    archive.lookForLateWrites();
    rejected.lookForLateWrites();
  }

  /** Removes, where they are not needed, second copies that earlier versions left behind. */
  public void sweep() {
    SecondCopies.sweep(archive.root());
    SecondCopies.sweep(rejected.root());
  }

  /** Files are moved out of the inbox, which needs the right to write. */
  private static Path tryWriting(Path folder) throws IOException {
    Files.createDirectories(folder);
    KeptFiles.deleteAll(folder, PrivateNames::isTrial);
    Files.delete(
        Files.createTempFile(folder, PrivateNames.TRIAL_PREFIX, PrivateNames.TRIAL_SUFFIX));
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
