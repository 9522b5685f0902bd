package io.thoraflow.ingest.archive;

import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.inbox.InboxFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps the originals by content: {@code <first two hexadecimal digits>/<sha256>.<extension>}. A
 * file that comes again lands on itself, so a redelivery changes nothing.
 */
public final class Archive {
  private final KeptFiles files;

  private Archive(KeptFiles files) {
    this.files = files;
  }

  /**
   * @throws IOException if the folder does not exist and cannot be created, or is not writable
   */
  public static Archive open(Path root) throws IOException {
    return new Archive(KeptFiles.open(root));
  }

  /** Where an original is kept, relative to the root, with forward slashes. */
  public static String pathOf(String sha256, SourceFormat format) {
    return "%s/%s.%s".formatted(sha256.substring(0, 2), sha256, format.extension());
  }

  void tryWriting() throws IOException {
    files.tryWriting();
  }

  public Path root() {
    return files.root();
  }

  /**
   * Moves an original here.
   *
   * @param archivePath as {@link #pathOf} gives it
   * @throws io.thoraflow.ingest.inbox.UnsettledFileException if it has changed since it was read
   * @throws java.nio.file.NoSuchFileException if it has vanished from the inbox
   */
  public void keep(InboxFile file, String archivePath) throws IOException {
    files.take(file, files.root().resolve(archivePath));
  }
}
