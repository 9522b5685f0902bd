package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Finds what Camel's file component must not or cannot pick up: entries that are no regular files
 * (it would follow a symbolic link out of the inbox), and files whose names are no text in this
 * locale or hold characters with a meaning of their own.
 */
public final class OddEntries {
  /** Of one look; the next look finds more. */
  static final int MOST = 1000;

  private final InboxConfig config;
  private final Patience patience;
  private final Clock clock;
  private final InboxNames names;
  private final Sites sites;

  public OddEntries(InboxConfig config, Patience patience, Clock clock) {
    this.config = config;
    this.patience = patience;
    this.clock = clock;
    this.names = new InboxNames(config.doneSuffix());
    this.sites = new Sites(config.directory());
  }

  /** The odd entries that have not changed for as long as any file must not have. */
  public List<InboxFile> find() throws IOException {
    List<InboxFile> found = new ArrayList<>();
    Files.walkFileTree(
        config.directory(),
        new InboxVisitor(config.directory()) {
          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (!names.isIgnored(path) && !(attributes.isRegularFile() && names.isPlain(path))) {
              addDue(path, found);
            }
            return found.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
          }
        });
    return found;
  }

  private void addDue(Path path, List<InboxFile> found) throws IOException {
    FileState state = FileState.of(path);
    if (patience.isDue(path, state, config.stableFor())) {
      found.add(new InboxFile(path, sites.of(path), state, clock.instant()));
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
    if (config.doneSuffix().isPresent()) {
      Files.createFile(names.doneFile(target).orElseThrow());
    }
    Files.move(file.path(), target);
    patience.forget(file.path());
  }
}
