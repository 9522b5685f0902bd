package io.thoraflow.ingest.inbox;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names the site that a file came from: the first folder below the inbox. */
public final class Sites {
  /** The site of files that lie at the top of the inbox. */
  public static final String DEFAULT = "default";

  /** Half of what the message format allows, as a letter may take two UTF-16 units. */
  private static final int MAX_LETTERS = 64;

  /** Everything that the message format does not allow in a site's name. */
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^\\p{L}\\p{N} ._-]");

  private static final Pattern NOT_ASCII = Pattern.compile("[^A-Za-z0-9 _-]");

  private final Path inbox;

  public Sites(Path inbox) {
    this.inbox = inbox;
  }

  /**
   * @param file below the inbox
   * @return 1 to 128 letters, digits, spaces, dots, underscores and hyphens
   */
  public String of(Path file) {
    Path below = inbox.relativize(file);
    return below.getNameCount() < 2 ? DEFAULT : sanitized(below.getName(0).toString());
  }

  /** A site's name as a folder's name in any locale. */
  static String ascii(String site) {
    return NOT_ASCII.matcher(site).replaceAll("_");
  }

  private static String sanitized(String folder) {
    String name = NOT_ALLOWED.matcher(folder).replaceAll("_").strip();
    int end =
        name.offsetByCodePoints(0, Math.min(name.codePointCount(0, name.length()), MAX_LETTERS));
    return name.isEmpty() ? DEFAULT : name.substring(0, end);
  }
}
