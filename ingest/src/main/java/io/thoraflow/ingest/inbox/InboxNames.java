package io.thoraflow.ingest.inbox;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What names in the inbox mean. */
public final class InboxNames {
  private final Optional<String> doneSuffix;

  public InboxNames(Optional<String> doneSuffix) {
    this.doneSuffix = doneSuffix;
  }

  /** Names of files that are still being written, or that say so of others. */
  public boolean isIgnored(Path path) {
    String name = String.valueOf(path.getFileName());
    String lower = name.toLowerCase(Locale.ROOT);
    return name.startsWith(".")
        || lower.endsWith(".tmp")
        || lower.endsWith(".part")
        || doneSuffix.map(name::endsWith).orElse(false);
  }

  /** The done file of a file, where done files are used. */
  public Optional<Path> doneFile(Path file) {
    return doneSuffix.map(suffix -> file.resolveSibling(file.getFileName() + suffix));
  }

  /**
   * Whether Camel's file component, which takes names as text, can work with this name: it leads
   * back to the same file, and holds no backslash, which Camel takes for a separator, and no
   * control character, nor ends in Camel's own lock suffix.
   */
  public boolean isPlain(Path path) {
    try {
      String name = path.toString();
      return Path.of(name).equals(path)
          && name.indexOf('\\') < 0
          && name.chars().noneMatch(Character::isISOControl)
          && !name.endsWith(".camelLock");
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
