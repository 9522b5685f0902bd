package io.thoraflow.standalone.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps the other users of a machine out of a data folder. What is made is its owner's alone
 * (0700); what was there before stays as it is, and a sentence says how to close it.
 */
public final class PrivateFolders {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  /** Lets through who knows a name below; the folders below are closed themselves. */
  private static final Set<PosixFilePermission> PASSAGE =
      PosixFilePermissions.fromString("rwx--x--x");

  private final DataFolder folder;
  private final Optional<Set<PosixFilePermission>> inboxMode;

  /**
   * @param inboxMode of an inbox that others write to
   */
  public PrivateFolders(DataFolder folder, Optional<Set<PosixFilePermission>> inboxMode) {
    this.folder = folder;
    this.inboxMode = inboxMode;
  }

  /**
   * @param octal such as {@code 0770}
   * @return empty unless it is 0700 to 0777
   */
  public static Optional<Set<PosixFilePermission>> mode(String octal) {
    if (!octal.matches("0?7[0-7]{2}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(octal, 8);
    Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // From the owner's right to read on.
    for (int i = 0; i < all.length; i++) {
      if ((bits & (1 << (all.length - 1 - i))) != 0) {
        mode.add(all[i]);
      }
    }
    return Optional.of(mode);
  }

  /** Makes a folder, and those above it, for its owner alone, unless it is there. */
  public static void make(Path folder) throws IOException {
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
  }

  /** Makes the folders that are missing, and gives the inbox the mode that was asked for. */
  public void makeAll() throws IOException {
    for (Path own :
        List.of(
            folder.root(),
            folder.secrets(),
            folder.inbox(),
            folder.models(),
            folder.reports(),
            folder.features(),
            folder.modelCaches(),
            folder.logs(),
            folder.run())) {
      make(own);
    }
    Files.setPosixFilePermissions(folder.secrets(), OWNER);
    if (inboxMode.isPresent()) {
      Files.setPosixFilePermissions(folder.inbox(), inboxMode.get());
      if (!isClosed(inboxMode.get())) {
        letThrough();
      }
    }
  }

  private void letThrough() throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder.root());
    if (mode.addAll(PASSAGE)) {
      Files.setPosixFilePermissions(folder.root(), mode);
    }
  }

  /** What to tell whose data folder others can look into; empty where they cannot. */
  public Optional<String> warning() throws IOException {
    Set<PosixFilePermission> root = Files.getPosixFilePermissions(folder.root());
    if (isClosed(root)) {
      return Optional.empty();
    }
    boolean passage = needsPassage();
    List<Path> open = passage ? openBelow() : List.of();
    boolean rootIsOpen = !passage || !PASSAGE.containsAll(root);
    if (open.isEmpty() && !rootIsOpen) {
      return Optional.empty();
    }
    List<String> commands = new ArrayList<>();
    if (rootIsOpen) {
      commands.add("chmod %s %s".formatted(passage ? "0711" : "0700", quoted(folder.root())));
    }
    open.forEach(path -> commands.add("chmod go-rwx " + quoted(path)));
    return Optional.of(
        "other users of this machine can look into the data folder; close it with: "
            + String.join(" && ", commands));
  }

  /** Whether somebody else has to reach what lies below: who drops files, or PostgreSQL's user. */
  private boolean needsPassage() throws IOException {
    Path data = folder.database().resolve("data");
    return inboxMode.filter(mode -> !isClosed(mode)).isPresent()
        || (Files.exists(data) && !Files.getOwner(data).equals(Files.getOwner(folder.root())));
  }

  private List<Path> openBelow() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder.root())) {
      for (Path path : paths.sorted().toList()) {
        boolean meant =
            path.equals(folder.inbox())
                || path.equals(folder.database())
                || Files.isSymbolicLink(path);
        if (!meant && !isClosed(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))) {
          open.add(path);
        }
      }
    }
    return open;
  }

  private static boolean isClosed(Set<PosixFilePermission> mode) {
    return OWNER.containsAll(mode);
  }

  /** For a shell. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
