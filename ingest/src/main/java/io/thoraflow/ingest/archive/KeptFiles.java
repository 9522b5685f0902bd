package io.thoraflow.ingest.archive;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.ingest.disk.PrivateNames;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.TakenFiles;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * A folder that takes files over from the inbox. Its readers see a file whole or not at all, and a
 * file leaves the inbox only once it is here.
 */
final class KeptFiles {
  /** Originals hold patients' data: a folder made here is for its owner alone. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final byte[] TRIAL = new byte[4096];

  private final Path root;
  private final Path staging;
  private final TakenFiles inbox;
  private final Disk disk;
  private final LateWrites lateWrites;

  /** The two steps by which a file leaves the inbox; a test may come between them. */
  interface Disk {
    /**
     * @throws AtomicMoveNotSupportedException if the two are on different file systems
     */
    void rename(Path file, Path target) throws IOException;

    void delete(Path file) throws IOException;
  }

  /** What the operating system does. */
  static final Disk DISK =
      new Disk() {
        @Override
        public void rename(Path file, Path target) throws IOException {
          Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void delete(Path file) throws IOException {
          Files.delete(file);
        }
      };

  private KeptFiles(Path root, TakenFiles inbox, Disk disk) {
    this.root = root;
    this.staging = root.resolve(PrivateNames.STAGING);
    this.inbox = inbox;
    this.disk = disk;
    this.lateWrites = new LateWrites(inbox, this::write);
  }

  /**
   * Deletes what a crash has left half done.
   *
   * @throws IOException if the folder does not exist and cannot be created, or is not writable
   */
  static KeptFiles open(Path root, TakenFiles inbox, Disk disk) throws IOException {
    KeptFiles files = new KeptFiles(root, inbox, disk);
    makeFolder(files.staging);
    deleteAll(files.staging, leftover -> true);
    deleteAll(root, PrivateNames::isUnfinished);
    files.tryWriting();
    return files;
  }

  static void deleteAll(Path folder, DirectoryStream.Filter<Path> filter) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, filter)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /**
   * Refuses the empty folder that is left where a disk was mounted: it has no staging folder.
   *
   * @throws NoSuchFileException naming that folder
   */
  private void requireMounted() throws NoSuchFileException {
    if (!Files.isDirectory(staging)) {
      throw new NoSuchFileException(staging.toString());
    }
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
   * Makes a folder, be it the root or below it, where it is not there yet.
   *
   * @return whether it is new
   */
  static boolean makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return false;
    }
    Files.createDirectories(folder, OWNER_ONLY);
    return true;
  }

  static Path makeRoot(Path folder) throws IOException {
    makeFolder(folder);
    return folder;
  }

  /**
   * Moves a file here. A target with the same content, kept when the file came before, stays.
   *
   * @param sha256 of what was read; empty for what was never read
   * @throws UnsettledFileException if the file has changed since it was read
   * @throws NoSuchFileException if it has vanished, or this folder is not mounted
   */
  void take(InboxFile file, Path target, Optional<String> sha256) throws IOException {
    requireMounted();
    makeFolder(target.getParent());
    try (TakenFiles.Taken taken = inbox.take(file)) {
      boolean known = isKept(taken.path(), target);
      if (!known && isRenamed(taken, file, target)) {
        sha256.ifPresent(hash -> lateWrites.watch(file, target, hash));
      } else {
        if (!known) {
          copy(taken.path(), target, sha256);
        }
        taken.requireUnchanged();
        disk.delete(taken.path());
      }
      taken.left();
    }
  }

  /**
   * Renames a file, unless it must be copied: to another file system, or because it has a second
   * name, under which it could be written to later.
   */
  private boolean isRenamed(TakenFiles.Taken taken, InboxFile file, Path target)
      throws IOException {
    if (taken.hasOtherNames()) {
      return false;
    }
    try {
      disk.rename(taken.path(), target);
    } catch (AtomicMoveNotSupportedException e) {
      return false;
    }
    // Whoever holds it open may have written to it just now.
    if (!FileState.of(target).equals(file.state())) {
      disk.rename(target, taken.path());
      throw new UnsettledFileException("the file was written to while it was taken");
    }
    return true;
  }

  private void copy(Path file, Path target, Optional<String> sha256) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.copy(file, target, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    Path copy = staged();
    try {
      Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
      AtomicFile.sync(copy);
      if (sha256.isPresent() && !Sha256.of(copy).equals(sha256.get())) {
        throw new UnsettledFileException("the file was written to while it was copied");
      }
      Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.sync(target.getParent());
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * Keeps a copy in place of a file, and deletes the file once the copy is on the disk for good.
   *
   * @param copy as {@link #stage} left it
   * @throws UnsettledFileException if the file has changed since it was read: it stays
   * @throws NoSuchFileException if it has vanished, or this folder is not mounted
   */
  void takeCopy(InboxFile file, Path copy, Path target) throws IOException {
    requireMounted();
    if (makeFolder(target.getParent())) {
      AtomicFile.sync(root);
    }
    try (TakenFiles.Taken taken = inbox.take(file)) {
      if (!isKept(copy, target)) {
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
      }
      AtomicFile.sync(target.getParent());
      taken.requireUnchanged();
      disk.delete(taken.path());
      taken.left();
    }
  }

  private static boolean isKept(Path copy, Path target) throws IOException {
    return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)
        && Files.mismatch(copy, target) == -1;
  }

  /** Writes what belongs to a kept file, for the owner alone, as a whole and to the disk. */
  void writePrivately(Path target, byte[] content) throws IOException {
    requireMounted();
    AtomicFile.write(target, content, AtomicFile.Option.OWNER_ONLY, AtomicFile.Option.SYNCED);
  }

  /** Looks whether somebody has written to a file that has just come. */
  void lookForLateWrites() {
    lateWrites.look();
  }

  private void write(Path target, byte[] content) throws IOException {
    Files.move(stage(content), target, StandardCopyOption.ATOMIC_MOVE);
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
