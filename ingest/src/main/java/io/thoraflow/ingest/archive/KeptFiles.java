package io.thoraflow.ingest.archive;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * A folder that takes files over from the inbox. Its readers see a file whole or not at all, and a
 * file leaves the inbox only once it is here.
 */
final class KeptFiles {
  /** Copies grow here; what a crash leaves behind is deleted at start. */
  private static final String STAGING = ".staging";

  /** Originals hold patients' data: a folder made here is for its owner alone. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final byte[] TRIAL = new byte[4096];

  private final Path root;
  private final Path staging;

  private KeptFiles(Path root) {
    this.root = root;
    this.staging = root.resolve(STAGING);
  }

  /**
   * @throws IOException if the folder does not exist and cannot be created, or is not writable
   */
  static KeptFiles open(Path root) throws IOException {
    KeptFiles files = new KeptFiles(root);
    files.makeFolder(files.staging);
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(files.staging)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
    files.tryWriting();
    return files;
  }

  /** Needs what a file needs: an entry, and room for some of it. */
  void tryWriting() throws IOException {
    Path trial = staged();
    try {
      Files.write(trial, TRIAL);
    } finally {
      Files.deleteIfExists(trial);
    }
  }

  Path root() {
    return root;
  }

  /**
   * Makes a folder below the root, where it is not there yet.
   *
   * @return whether it is new
   */
  boolean makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return false;
    }
    Files.createDirectories(folder, OWNER_ONLY);
    return true;
  }

  /**
   * Moves a file here. A target with the same content, kept when the file came before, stays.
   *
   * @throws UnsettledFileException if the file has changed since it was read
   * @throws java.nio.file.NoSuchFileException if it has vanished
   */
  void take(InboxFile file, Path target) throws IOException {
    requireUnchanged(file);
    makeFolder(target.getParent());
    boolean known = isKept(file.path(), target);
    Path place = known ? besides(target) : target;
    try {
      Files.move(file.path(), place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      moveAcrossFileSystems(file, target);
      return;
    }
    // Somebody may have put another file under that name since the look above.
    if (!FileState.of(place).equals(file.state())) {
      putBack(place, file.path());
      throw new UnsettledFileException("the file was replaced while it was taken");
    }
    if (known) {
      Files.delete(place);
    }
  }

  /**
   * Keeps a copy in place of a file, and deletes the file once the copy is on the disk for good.
   *
   * @param copy as {@link #stage} left it
   * @throws UnsettledFileException if the file has changed since it was read: it stays
   * @throws java.nio.file.NoSuchFileException if it has vanished
   */
  void takeCopy(InboxFile file, Path copy, Path target) throws IOException {
    requireUnchanged(file);
    if (makeFolder(target.getParent())) {
      AtomicFile.sync(root);
    }
    if (!isKept(copy, target)) {
      Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    }
    AtomicFile.sync(target.getParent());
    requireUnchanged(file);
    Files.delete(file.path());
  }

  private static boolean isKept(Path copy, Path target) throws IOException {
    return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.mismatch(copy, target) == -1;
  }

  private static void requireUnchanged(InboxFile file) throws IOException {
    if (!FileState.of(file.path()).equals(file.state())) {
      throw new UnsettledFileException("the file has changed since it was read");
    }
  }

  /** A second copy stays here for a moment, in the same folder, so that none is lost to a crash. */
  private static Path besides(Path target) {
    return target.resolveSibling(target.getFileName() + ".again-" + UUID.randomUUID());
  }

  /** Under its own name, if that is free: what has come since is not overwritten. */
  private static void putBack(Path taken, Path inbox) throws IOException {
    try {
      Files.move(taken, inbox);
    } catch (FileAlreadyExistsException e) {
      Files.move(taken, inbox.resolveSibling(UUID.randomUUID() + ".renamed"));
    }
  }

  private void moveAcrossFileSystems(InboxFile file, Path target) throws IOException {
    if (!file.state().regular()) {
      Files.move(file.path(), target);
      return;
    }
    Path copy = staged();
    try {
      Files.copy(file.path(), copy, LinkOption.NOFOLLOW_LINKS);
      AtomicFile.sync(copy);
      if (!FileState.of(file.path()).equals(file.state())) {
        throw new UnsettledFileException("the file has changed while it was copied");
      }
      Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.sync(target.getParent());
    } finally {
      Files.deleteIfExists(copy);
    }
    Files.delete(file.path());
  }

  /** Writes a small file whole. */
  void write(Path target, byte[] content) throws IOException {
    Files.move(stage(content), target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The same, for the owner alone from its first byte on. */
  void writePrivately(Path target, byte[] content) throws IOException {
    Path written = staged();
    try {
      Files.createFile(written, OWNER_FILE);
      Files.write(written, content);
      AtomicFile.sync(written);
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Writes content to the disk, where nobody looks yet. */
  Path stage(byte[] content) throws IOException {
    Path written = staged();
    try {
      Files.write(written, content, StandardOpenOption.CREATE_NEW);
      AtomicFile.sync(written);
      return written;
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw e;
    }
  }

  private Path staged() {
    return staging.resolve(UUID.randomUUID().toString());
  }
}
