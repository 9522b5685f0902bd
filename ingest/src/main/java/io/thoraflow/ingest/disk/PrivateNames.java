package io.thoraflow.ingest.disk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that ingest itself gives to files for a moment. What a kill leaves under one of them is
 * put back, or swept, by the next ingest: whoever makes up another name adds it here, and to those
 * who sweep.
 */
public final class PrivateNames {
  /** A folder of archive and rejected files: copies grow there. */
  public static final String STAGING = ".staging";

  /** Held by the ingest that works on a folder; stays there when it is not held. */
  public static final String LOCK = ".thoraflow.lock";

  /** Of files that show whether the inbox can be written to. */
  public static final String TRIAL_PREFIX = ".thoraflow-";

  public static final String TRIAL_SUFFIX = ".tmp";

  private static final String UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern TRIAL = Pattern.compile("\\.thoraflow-[0-9]+\\.tmp");

  /** As {@code AtomicFile} writes beside its target, and {@link #unfinished}. */
  private static final Pattern UNFINISHED = Pattern.compile("\\." + UUID_TEXT + "\\.tmp");

  private static final Pattern TAKEN =
      Pattern.compile("\\.taken-(" + UUID_TEXT + ")-(.*)", Pattern.DOTALL);

  /** Second copies, which earlier versions left for a moment beside the first. */
  private static final Pattern AGAIN = Pattern.compile("(.+)\\.again-" + UUID_TEXT);

  private static final Pattern EXTENSION = Pattern.compile("(?<=.)\\.[A-Za-z0-9]{1,8}$");

  /** File systems that encrypt names take 143 bytes, the others 255. */
  private static final int MOST_BYTES = 143;

  private static final int BYTES_BESIDE = ".taken--".length() + 36;

  private PrivateNames() {}

  /**
   * A name that nobody else uses, in the same folder, which keeps the file's own as far as there is
   * room for it, and its extension always.
   *
   * @param keepName whether the file's own name can be part of another
   */
  public static Path taken(Path file, boolean keepName) {
    String name = file.getFileName().toString();
    boolean fits =
        keepName && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES - BYTES_BESIDE;
    return file.resolveSibling(
        ".taken-%s-%s".formatted(UUID.randomUUID(), fits ? name : extension(name)));
  }

  public static boolean isTaken(Path path) {
    return TAKEN.matcher(name(path)).matches();
  }

  /**
   * Where a file lay before it was {@link #taken}; empty if its name was too long to be kept.
   *
   * @param taken a name that {@link #isTaken}
   */
  public static Optional<Path> original(Path taken) {
    Matcher matcher = TAKEN.matcher(name(taken));
    return matcher.matches() && !matcher.group(2).isEmpty() && !matcher.group(2).startsWith(".")
        ? Optional.of(taken.resolveSibling(matcher.group(2)))
        : Optional.empty();
  }

  /** A name in the same folder that is free, with the same extension. */
  public static Path unused(Path file) {
    return file.resolveSibling(UUID.randomUUID() + extension(name(file)));
  }

  /** The first copy's place, if this is a second one. */
  public static Optional<Path> first(Path again) {
    Matcher matcher = AGAIN.matcher(name(again));
    return matcher.matches()
        ? Optional.of(again.resolveSibling(matcher.group(1)))
        : Optional.empty();
  }

  /** Whether the name is one of these, be the file at work or left behind. */
  public static boolean isOwn(Path path) {
    return isTaken(path) || isTrial(path) || name(path).equals(LOCK);
  }

  /** Whether it is, or was, there to show that the inbox can be written to. */
  public static boolean isTrial(Path path) {
    return TRIAL.matcher(name(path)).matches();
  }

  /** Of a file that is there for a moment only. */
  public static Path unfinished(Path folder) {
    return folder.resolve(".%s.tmp".formatted(UUID.randomUUID()));
  }

  /** Whether it is, or was, to become another file once it is whole, or to go at once. */
  public static boolean isUnfinished(Path path) {
    return UNFINISHED.matcher(name(path)).matches();
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String extension(String name) {
    Matcher matcher = EXTENSION.matcher(name);
    return matcher.find() ? matcher.group() : "";
  }
}
