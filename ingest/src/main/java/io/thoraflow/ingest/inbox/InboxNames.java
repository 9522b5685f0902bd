package io.thoraflow.ingest.inbox;

import io.thoraflow.ingest.disk.PrivateNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What names in the inbox mean. */
public final class InboxNames {
  /** What programs that copy or download files call them until they are whole. */
  static final List<String> UNFINISHED =
      List.of(
          ".tmp",
          ".part",
          ".filepart",
          ".partial",
          ".crdownload",
          ".download",
          ".uploading",
          ".incomplete",
          ".inprogress");

  /**
   * What file servers and desktops keep in folders, in lower case: thumbnails and view settings.
   */
  private static final Set<String> FOREIGN_FILES =
      Set.of("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r");

  /** The same: thumbnails, waste baskets, snapshots, what a file system check has found. */
  private static final Set<String> FOREIGN_FOLDERS =
      Set.of(
          "@eadir",
          "@recycle",
          "#recycle",
          "$recycle.bin",
          "recycler",
          "#snapshot",
          "~snapshot",
          "@recently-snapshot",
          "system volume information",
          "lost+found",
          "__macosx");

  /** By which Camel's file component knows its own markers, be they files or folders. */
  private static final String CAMEL_LOCK = ".camelLock";

  private final Path inbox;
  private final Optional<String> doneSuffix;
  private final List<String> ignoredSuffixes;

  public InboxNames(InboxConfig config) {
    this(config.directory(), config.doneSuffix(), config.ignoredSuffixes());
  }

  /** As long as no settings are known. */
  public InboxNames(Path inbox) {
    this(inbox, Optional.empty(), List.of());
  }

  /**
   * @param ignoredSuffixes beside {@link #UNFINISHED}, in lower case
   */
  InboxNames(Path inbox, Optional<String> doneSuffix, List<String> ignoredSuffixes) {
    this.inbox = inbox;
    this.doneSuffix = doneSuffix;
    this.ignoredSuffixes = List.copyOf(ignoredSuffixes);
  }

  /** Names of files that are still being written, that say so of others, or that are no images. */
  public boolean isIgnored(Path path) {
    String name = name(path);
    String lower = name.toLowerCase(Locale.ROOT);
    return name.startsWith(".")
        || UNFINISHED.stream().anyMatch(lower::endsWith)
        || ignoredSuffixes.stream().anyMatch(lower::endsWith)
        || FOREIGN_FILES.contains(lower)
        || isDoneFile(path);
  }

  /** Folders in which nobody drops X-rays: hidden ones, and those that file servers make. */
  public boolean isIgnoredFolder(Path folder) {
    String name = name(folder);
    return name.startsWith(".") || isForeignFolder(folder);
  }

  /** Those that file servers make. */
  public boolean isForeignFolder(Path folder) {
    return FOREIGN_FOLDERS.contains(name(folder).toLowerCase(Locale.ROOT));
  }

  /** Files that ingest has taken, and that have not left the inbox yet. */
  public boolean isTaken(Path path) {
    return PrivateNames.isTaken(path) && !isDoneFile(path);
  }

  /** Whether the file says of another one that it is complete. */
  boolean isDoneFile(Path path) {
    return doneSuffix.map(name(path)::endsWith).orElse(false);
  }

  /** The done file of a file, where done files are used. */
  public Optional<Path> doneFile(Path file) {
    return doneSuffix.map(suffix -> file.resolveSibling(file.getFileName() + suffix));
  }

  /**
   * Whether Camel's file component, which takes names as text, can work with this name: it leads
   * back to the same file, and holds no backslash, which Camel takes for a separator, and no
   * control character, nor does it, or a folder's name on the way, end in Camel's own lock suffix.
   */
  public boolean isPlain(Path path) {
    try {
      String name = path.toString();
      return Path.of(name).equals(path)
          && name.indexOf('\\') < 0
          && name.chars().noneMatch(Character::isISOControl)
          && !(name.contains(CAMEL_LOCK) && hasCamelLock(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private boolean hasCamelLock(Path path) {
    Path below = path.startsWith(inbox) ? inbox.relativize(path) : path.getFileName();
    for (Path part : below) {
      if (part.toString().endsWith(CAMEL_LOCK)) {
        return true;
      }
    }
    return false;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
