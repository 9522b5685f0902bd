package io.thoraflow.ingest.inbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets those files through that are complete as far as can be told without reading them: size and
 * modification time have not changed for a while, or the done file is there.
 *
 * <p>Camel's own read locks are too slow here ({@code changed} takes about one file a second) or
 * leave marker files in a folder that belongs to others.
 */
public final class InboxFilter implements GenericFileFilter<File> {
  private final InboxConfig config;
  private final Patience patience;
  private final InboxNames names;

  public InboxFilter(InboxConfig config, Patience patience) {
    this.config = config;
    this.patience = patience;
    this.names = new InboxNames(config);
  }

  /** Called for each entry at each look at the inbox; folders decide about what lies in them. */
  @Override
  public boolean accept(GenericFile<File> entry) {
    try {
      Path path = entry.getFile().toPath();
      return entry.isDirectory()
          ? !names.isForeignFolder(path) && !Files.isSymbolicLink(path)
          : !names.isIgnored(path) && names.isPlain(path) && isComplete(path);
    } catch (InvalidPathException e) {
      // Its name is no text in this locale: OddEntries takes care of it.
      return false;
    }
  }

  private boolean isComplete(Path path) {
    try {
      FileState state = FileState.of(path);
      return state.regular()
          && names.doneFile(path).map(Files::exists).orElse(true)
          && patience.isDue(path, state, stableFor());
    } catch (IOException e) {
      // Vanished, or not readable now: the next look at the inbox decides.
      return false;
    }
  }

  /** A done file says that its file is complete: nothing to wait for. */
  private Duration stableFor() {
    return config.doneSuffix().isPresent() ? Duration.ZERO : config.stableFor();
  }
}
