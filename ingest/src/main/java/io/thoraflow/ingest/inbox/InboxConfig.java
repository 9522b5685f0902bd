package io.thoraflow.ingest.inbox;

import io.thoraflow.contract.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
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
 */
public record InboxConfig(
    Path directory,
    Duration stableFor,
    Duration incompleteWait,
    Duration pollInterval,
    long maxFileBytes,
    Optional<String> doneSuffix,
    boolean sync) {
  /** Characters that an endpoint address gives a meaning of its own. */
  private static final Pattern ADDRESS_SYNTAX = Pattern.compile("[?%#&${}\\\\]");

  private static final Pattern SUFFIX = Pattern.compile("\\.[A-Za-z0-9_-]{1,32}");
  private static final long MAX_FILE_BYTES = 1L << 30;

  public static InboxConfig from(Settings settings) {
    return new InboxConfig(
        directory(settings),
        settings.duration("INGEST_STABLE_FOR", Duration.ofSeconds(2)),
        settings.duration("INGEST_INCOMPLETE_WAIT", Duration.ofSeconds(60)),
        pollInterval(settings),
        maxFileBytes(settings),
        doneSuffix(settings),
        settings.flag("INGEST_SYNC", true));
  }

  private static Path directory(Settings settings) {
    Path directory = settings.path("INGEST_INBOX").toAbsolutePath().normalize();
    if (ADDRESS_SYNTAX.matcher(directory.toString()).find()) {
      settings.reject("INGEST_INBOX must not contain any of ? % # & $ { } \\, but is " + directory);
    }
    return directory;
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
}
