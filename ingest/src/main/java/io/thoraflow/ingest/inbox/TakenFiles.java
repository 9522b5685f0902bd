package io.thoraflow.ingest.inbox;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.ingest.disk.PrivateNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are about to leave the inbox. Each is renamed first, in its own folder, to a name that
 * nobody else knows: what a sender puts under the old name from then on is another file, and
 * nothing that is done to the first can meet it.
 *
 * <p>What does not leave in the end is put back, under its own name if that is free, and never over
 * another file. What a kill leaves behind is put back by the next process.
 */
public final class TakenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TakenFiles.class);

  private final InboxNames names;
  private final Set<Path> inHand = ConcurrentHashMap.newKeySet();

  public TakenFiles(InboxNames names) {
    this.names = names;
  }

  /**
   * Takes a file, and its done file with it.
   *
   * @throws UnsettledFileException if it is no longer the file that was read: it stays
   * @throws NoSuchFileException naming the file's path, if it has vanished
   */
  public Taken take(InboxFile file) throws IOException {
    requireState(file.path(), file.state());
    if (file.state().directory()) {
      throw new UnsettledFileException("the entry is a folder");
    }
    Optional<Path> doneFile = names.doneFile(file.path());
    Optional<FileState> done = doneFile.flatMap(TakenFiles::state);
    Taken taken = new Taken(file, PrivateNames.taken(file.path(), names.isPlain(file.path())));
    inHand.add(taken.path);
    try {
      Files.move(file.path(), taken.path, StandardCopyOption.ATOMIC_MOVE);
      taken.requireUnchanged();
      if (done.isPresent()) {
        taken.takeDoneFile(doneFile.get(), done.get());
      }
      return taken;
    } catch (IOException | RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  /** One file under its private name. Unless it {@link #left}, it is put back when closed. */
  public final class Taken implements AutoCloseable {
    private final InboxFile file;
    private final Path path;
    private Optional<Path> doneFile = Optional.empty();
    private boolean left;

    private Taken(InboxFile file, Path path) {
      this.file = file;
      this.path = path;
    }

    /** Where it lies now. */
    public Path path() {
      return path;
    }

    /**
     * @throws UnsettledFileException if somebody who holds it open has written to it since it was
     *     read
     */
    public void requireUnchanged() throws IOException {
      requireState(path, file.state());
    }

    /** Whether others may write to it by another name, even once this one is gone. */
    public boolean hasOtherNames() throws IOException {
      return file.state().regular()
          && (int) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    }

    /** A done file that was written meanwhile is of another file. */
    private void takeDoneFile(Path found, FileState state) throws IOException {
      Path mine = PrivateNames.taken(found, names.isPlain(found));
      inHand.add(mine);
      try {
        Files.move(found, mine, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        inHand.remove(mine);
        return;
      }
      doneFile = Optional.of(mine);
      if (!FileState.of(mine).equals(state)) {
        returnDoneFile();
      }
    }

    /** The file is no longer in the inbox. */
    public void left() throws IOException {
      left = true;
      if (doneFile.isPresent()) {
        if (Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
          returnDoneFile();
        } else {
          Files.deleteIfExists(doneFile.get());
        }
      }
    }

    private void returnDoneFile() throws IOException {
      Path mine = doneFile.orElseThrow();
      putBackDoneFile(mine, names.doneFile(file.path()).orElseThrow());
      inHand.remove(mine);
      doneFile = Optional.empty();
    }

    /** What cannot be put back now is a leftover, and tried again. */
    @Override
    public void close() {
      try {
        if (!left) {
          putBack(path, file.path());
          if (doneFile.isPresent()) {
            returnDoneFile();
          }
        }
      } catch (NoSuchFileException e) {
        LOG.debug("a file vanished while it was taken");
      } catch (IOException e) {
        LOG.warn(
            "a file of site {} cannot be put back yet: {}",
            file.site(),
            e.getClass().getSimpleName());
      } finally {
        inHand.remove(path);
        doneFile.ifPresent(inHand::remove);
      }
    }
  }

  /**
   * Puts a file that had left the inbox there again, under a name that is free, and leaves it where
   * it lies now, too.
   *
   * @param before its path in the inbox
   */
  public void giveBack(Path before, Path file) throws IOException {
    Path folder = Files.createDirectories(before.getParent());
    Path place = PrivateNames.unused(folder.resolve(file.getFileName()));
    try {
      Files.createLink(place, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      copyWhole(file, place);
    }
    markComplete(place);
  }

  /** Whether an earlier process left it, or this one could not put it back. */
  boolean isLeftover(Path path) {
    return PrivateNames.isTaken(path) && !inHand.contains(path);
  }

  /**
   * Puts a leftover back, to be read again.
   *
   * @param path that {@link #isLeftover}
   */
  void putBackLeftover(Path path) throws IOException {
    Optional<Path> original = PrivateNames.original(path);
    if (names.isDoneFile(path)) {
      if (original.isPresent()) {
        putBackDoneFile(path, original.get());
      } else {
        Files.deleteIfExists(path);
      }
      return;
    }
    Path place = original.isPresent() ? putBack(path, original.get()) : putBackUnderNewName(path);
    markComplete(place);
  }

  /** By a link, as a rename would replace what came under that name in the meantime. */
  private Path putBack(Path taken, Path name) throws IOException {
    try {
      Files.createLink(name, taken);
      Files.delete(taken);
      return name;
    } catch (FileAlreadyExistsException e) {
      if (FileState.of(name).fileKey().equals(FileState.of(taken).fileKey())) {
        Files.delete(taken);
        return name;
      }
      return putBackUnderNewName(taken);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links here, or none to others' files, or to a folder.
      return Files.isDirectory(taken, LinkOption.NOFOLLOW_LINKS)
          ? Files.move(taken, name)
          : putBackUnderNewName(taken);
    }
  }

  private Path putBackUnderNewName(Path taken) throws IOException {
    Path place = PrivateNames.unused(taken);
    markComplete(place);
    Files.move(taken, place, StandardCopyOption.ATOMIC_MOVE);
    return place;
  }

  /** By a done file, where they are used. */
  void markComplete(Path file) throws IOException {
    Optional<Path> doneFile = names.doneFile(file);
    if (doneFile.isPresent()) {
      createIfAbsent(doneFile.get());
    }
  }

  static void copyWhole(Path file, Path target) throws IOException {
    AtomicFile.write(
        target,
        unfinished -> Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING),
        AtomicFile.Option.SYNCED);
  }

  private static void putBackDoneFile(Path taken, Path name) throws IOException {
    createIfAbsent(name);
    Files.deleteIfExists(taken);
  }

  private static void createIfAbsent(Path doneFile) throws IOException {
    try {
      Files.createFile(doneFile);
    } catch (FileAlreadyExistsException e) {
      // The sender's own.
    }
  }

  private static Optional<FileState> state(Path path) {
    try {
      return Optional.of(FileState.of(path));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void requireState(Path path, FileState state) throws IOException {
    if (!FileState.of(path).equals(state)) {
      throw new UnsettledFileException("the file has changed since it was read");
    }
  }
}
