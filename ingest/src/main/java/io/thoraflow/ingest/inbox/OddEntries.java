package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what Camel's file component must not or cannot pick up: entries that are no regular files
 * (it would follow a symbolic link out of the inbox), and files whose names, or whose folders'
 * names, are no text in this locale or hold characters with a meaning of their own. What an earlier
 * process has left under a private name is put back on the way.
 */
public final class OddEntries {
  private static final Logger LOG = LoggerFactory.getLogger(OddEntries.class);

  /** Of one look; the next look finds more. */
  static final int MOST = 1000;

  private final InboxConfig config;
  private final Patience patience;
  private final Clock clock;
  private final InboxNames names;
  private final Sites sites;
  private final TakenFiles taken;

  public OddEntries(InboxConfig config, TakenFiles taken, Patience patience, Clock clock) {
    this.config = config;
    this.taken = taken;
    this.patience = patience;
    this.clock = clock;
    this.names = new InboxNames(config);
    this.sites = new Sites(config.directory());
  }

  /** The odd entries that have not changed for as long as any file must not have. */
  public List<InboxFile> find() throws IOException {
    List<InboxFile> found = new ArrayList<>();
    Files.walkFileTree(
        config.directory(),
        new InboxVisitor(config.directory(), names) {
          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (taken.isLeftover(path)) {
              putBack(path);
            } else if (!path.equals(config.directory())
                && !names.isIgnored(path)
                && !(attributes.isRegularFile() && names.isPlain(path))) {
              addDue(path, found);
            }
            return found.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }
        });
    return found;
  }

  private void putBack(Path leftover) {
    try {
      taken.putBackLeftover(leftover);
    } catch (IOException e) {
      // Vanished, or its folder takes no names now: the next look decides.
      LOG.debug("a file cannot be put back: {}", e.getClass().getSimpleName());
    }
  }

  private void addDue(Path path, List<InboxFile> found) {
    try {
      FileState state = FileState.of(path);
      if (!state.directory() && patience.isDue(path, state, config.stableFor())) {
        found.add(new InboxFile(path, sites.of(path), state, clock.instant()));
      }
    } catch (IOException e) {
      LOG.debug("an odd entry vanished");
    }
  }

  /**
   * Gives a regular file a name that Camel can work with, under the same site, so that it is picked
   * up like any other.
   */
  public void rename(InboxFile file) throws IOException {
    Path folder = config.directory();
    if (!file.site().equals(Sites.DEFAULT)) {
      folder = Files.createDirectories(folder.resolve(Sites.ascii(file.site())));
    }
    Path target = folder.resolve(UUID.randomUUID() + ".renamed");
    taken.markComplete(target);
    try {
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      copy(file, target);
    }
    patience.forget(file.path());
  }

  /** Where one of the two folders is a mount of its own. */
  private void copy(InboxFile file, Path target) throws IOException {
    try (TakenFiles.Taken own = taken.take(file)) {
      TakenFiles.copyWhole(own.path(), target);
      Files.delete(own.path());
      own.left();
    }
  }
}
