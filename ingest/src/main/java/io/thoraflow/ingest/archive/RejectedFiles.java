package io.thoraflow.ingest.archive;

import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.TakenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the files that cannot become a diagnosis, each beside a {@code .json} file that says why.
 */
public final class RejectedFiles {
  /** Any other extension might be a part of a name. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "dcm", "dicom", "ima", "jpg", "jpeg", "jp2", "png", "gif", "bmp", "tif", "tiff", "webp",
          "pdf", "txt", "xml", "zip", "gz");

  private static final String NO_EXTENSION = "bin";

  private final KeptFiles files;

  private RejectedFiles(KeptFiles files) {
    this.files = files;
  }

  /**
   * @param inbox where its files come from
   * @throws IOException if the folder does not exist and cannot be created, or is not writable
   */
  public static RejectedFiles open(Path root, TakenFiles inbox) throws IOException {
    return new RejectedFiles(KeptFiles.open(root, inbox, KeptFiles.DISK));
  }

  /**
   * Where a file is kept, relative to the root.
   *
   * @param id of its rejection
   * @param file in the inbox
   */
  public static String pathOf(String id, Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return id + "." + (EXTENSIONS.contains(extension) ? extension : NO_EXTENSION);
  }

  void tryWriting() throws IOException {
    files.tryWriting();
  }

  void lookForLateWrites() {
    files.lookForLateWrites();
  }

  public Path root() {
    return files.root();
  }

  /**
   * Moves a file here. The reason is written first: no file lies here without one. It is for the
   * owner alone, as the file is, since it repeats what stands in the file.
   *
   * @param found the value of the file's header that is to blame, if one is
   * @throws io.thoraflow.ingest.inbox.UnsettledFileException if it has changed since it was read
   * @throws java.nio.file.NoSuchFileException if it has vanished from the inbox
   */
  public void keep(InboxFile file, Rejection rejection, Optional<FoundValue> found)
      throws IOException {
    files.writePrivately(
        files.root().resolve(rejection.id() + ".json"), rejection.toSidecar(found));
    files.take(file, files.root().resolve(rejection.rejectedPath()), rejection.sha256());
  }
}
