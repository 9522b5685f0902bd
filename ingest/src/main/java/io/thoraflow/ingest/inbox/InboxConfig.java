package io.thoraflow.ingest.inbox;

import io.thoraflow.contract.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is picked up from the inbox, and when.
 *
 * @param directory the watched folder; its first level of sub-folders names the sites
 * @param stableFor how long size and modification time must not have changed
 * @param incompleteWait how long incomplete content must not have changed until it is given up
 * @param pollInterval between two looks at an idle inbox
 * @param maxFileBytes of one file
 * @param doneSuffix of the empty file beside each file that says it is complete, such as {@code
 *     .done}; empty: a file is complete once it is stable
 * @param sync whether a file is brought to the disk before anything is said about it
 * @param ignoredSuffixes of files that are left alone, beside the usual ones of unfinished files;
 *     in lower case
 */
public record InboxConfig(
    Path directory,
    Duration stableFor,
    Duration incompleteWait,
    Duration pollInterval,
    long maxFileBytes,
    Optional<String> doneSuffix,
    boolean sync,
    List<String> ignoredSuffixes) {
  /** Characters that an endpoint address gives a meaning of its own. */
  private static final Pattern ADDRESS_SYNTAX = Pattern.compile("[?%#&${}\\\\]");

  private static final Pattern SUFFIX = Pattern.compile("\\.[A-Za-z0-9_-]{1,32}");
  private static final long MAX_FILE_BYTES = 1L << 30;

  public InboxConfig {
    ignoredSuffixes = List.copyOf(ignoredSuffixes);
  }

  /** Leaves alone what everybody does. */
  public InboxConfig(
      Path directory,
      Duration stableFor,
      Duration incompleteWait,
      Duration pollInterval,
      long maxFileBytes,
      Optional<String> doneSuffix,
      boolean sync) {
    this(
        directory,
        stableFor,
        incompleteWait,
        pollInterval,
        maxFileBytes,
        doneSuffix,
        sync,
        List.of());
  }

  public static InboxConfig from(Settings settings) {
    return new InboxConfig(
        directory(settings),
        settings.duration("INGEST_STABLE_FOR", Duration.ofSeconds(2)),
        settings.duration("INGEST_INCOMPLETE_WAIT", Duration.ofSeconds(60)),
        pollInterval(settings),
        maxFileBytes(settings),
        doneSuffix(settings),
        settings.flag("INGEST_SYNC", true),
        ignoredSuffixes(settings));
  }

  private static Path directory(Settings settings) {
    Path directory = resolved(settings.path("INGEST_INBOX").toAbsolutePath().normalize());
    if (ADDRESS_SYNTAX.matcher(directory.toString()).find()) {
      settings.reject("INGEST_INBOX must not contain any of ? % # & $ { } \\, but is " + directory);
    }
    return directory;
  }

  /** An inbox that is a link is the folder that it leads to: links below it are not followed. */
  private static Path resolved(Path directory) {
    try {
      return Files.isSymbolicLink(directory) ? directory.toRealPath() : directory;
    } catch (IOException e) {
      return directory; // It leads nowhere: the start will say so.
    }
  }

  private static Duration pollInterval(Settings settings) {
    Duration interval = settings.duration("INGEST_POLL_INTERVAL", Duration.ofMillis(100));
    if (interval.toMillis() < 1) {
      settings.reject("INGEST_POLL_INTERVAL must be at least 1ms, but is " + interval);
    }
    return interval;
  }

  private static long maxFileBytes(Settings settings) {
    long bytes = settings.bytes("INGEST_MAX_FILE_BYTES", 128L << 20);
    if (bytes < 1 || bytes > MAX_FILE_BYTES) {
      settings.reject("INGEST_MAX_FILE_BYTES must be 1 to 1GB, but is " + bytes);
    }
    return bytes;
  }

  private static Optional<String> doneSuffix(Settings settings) {
    Optional<String> suffix = settings.optional("INGEST_DONE_SUFFIX");
    suffix
        .filter(text -> !SUFFIX.matcher(text).matches())
        .ifPresent(
            text ->
                settings.reject(
                    "INGEST_DONE_SUFFIX must be a dot and letters or digits, but is " + text));
    return suffix;
  }

  private static List<String> ignoredSuffixes(Settings settings) {
    List<String> suffixes =
        Pattern.compile(",")
            .splitAsStream(settings.text("INGEST_IGNORED_SUFFIXES", ""))
            .map(String::strip)
            .filter(suffix -> !suffix.isEmpty())
            .toList();
    suffixes.stream()
        .filter(suffix -> !SUFFIX.matcher(suffix).matches())
        .forEach(
            suffix ->
                settings.reject(
                    "INGEST_IGNORED_SUFFIXES must be dots and letters or digits, separated by"
                        + " commas, such as .writing,.lock, but holds "
                        + suffix));
    return suffixes.stream().map(suffix -> suffix.toLowerCase(Locale.ROOT)).toList();
  }
}
