package io.thoraflow.ingest.archive;

import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.disk.PrivateNames;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.TakenFiles;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps originals, or copies in their place, by the originals' content: {@code <first two
 * hexadecimal digits>/<sha256>.<extension>}. A file that comes again lands on itself, so a
 * redelivery changes nothing.
 */
public final class Archive {
  private final KeptFiles files;
  private final Arrivals arrivals;
  private final ErasureOrder erasures;

  private Archive(KeptFiles files) {
    this.files = files;
    this.arrivals = Arrivals.of(files.root());
    this.erasures = ErasureOrder.of(files.root());
  }

  /**
   * @param inbox where its files come from
   * @throws IOException if the folder does not exist and cannot be created, or is not writable
   */
  public static Archive open(Path root, TakenFiles inbox) throws IOException {
    return open(root, inbox, KeptFiles.DISK);
  }

  static Archive open(Path root, TakenFiles inbox, KeptFiles.Disk disk) throws IOException {
    KeptFiles files = KeptFiles.open(root, inbox, disk);
    KeptFiles.makeFolder(root.resolve(Arrivals.FOLDER));
    KeptFiles.makeFolder(root.resolve(ErasureOrder.FOLDER));
    KeptFiles.deleteAll(root.resolve(ErasureOrder.FOLDER), PrivateNames::isUnfinished);
    return new Archive(files);
  }

  /** Where an original is kept, relative to the root, with forward slashes. */
  public static String pathOf(String sha256, SourceFormat format) {
    return "%s/%s.%s".formatted(sha256.substring(0, 2), sha256, format.extension());
  }

  void tryWriting() throws IOException {
    files.tryWriting();
  }

  void lookForLateWrites() {
    files.lookForLateWrites();
  }

  /** Dates what arrives here. */
  public ErasureOrder erasures() {
    return erasures;
  }

  public Path root() {
    return files.root();
  }

  /**
   * Moves an original here, after noting its arrival.
   *
   * @param archivePath as {@link #pathOf} gives it
   * @throws io.thoraflow.ingest.inbox.UnsettledFileException if it has changed since it was read
   * @throws java.nio.file.NoSuchFileException if it has vanished from the inbox
   */
  public void keep(InboxFile file, String sha256, String archivePath) throws IOException {
    note(file, sha256);
    files.take(file, files.root().resolve(archivePath), Optional.of(sha256));
  }

  /** What was erased while it was on its way has arrived too soon: it is read again. */
  private void note(InboxFile file, String sha256) throws IOException {
    if (erasures.isErasedSince(sha256, file.receivedAt())) {
      throw new UnsettledFileException("the X-ray was erased after the file was read");
    }
    arrivals.add(new Arrivals.Entry(sha256, file.site(), file.receivedAt()));
  }

  /** Puts a copy on this disk, to be kept later. */
  public Path stage(byte[] copy) throws IOException {
    return files.stage(copy);
  }

  /** Deletes a copy that was not kept. */
  public void discard(Path staged) throws IOException {
    Files.deleteIfExists(staged);
  }

  /**
   * Keeps a staged copy in place of an original, which is deleted, after noting its arrival.
   *
   * @param archivePath as {@link #pathOf} gives it
   * @throws io.thoraflow.ingest.inbox.UnsettledFileException if it has changed since it was read
   * @throws java.nio.file.NoSuchFileException if it has vanished from the inbox
   */
  public void keepCopy(InboxFile file, Path staged, String sha256, String archivePath)
      throws IOException {
    note(file, sha256);
    files.takeCopy(file, staged, files.root().resolve(archivePath));
  }
}
