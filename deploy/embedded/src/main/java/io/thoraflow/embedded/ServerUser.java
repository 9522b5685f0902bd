package io.thoraflow.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Whom the PostgreSQL server runs as. It refuses to run as root, so root starts it in a user
 * namespace, where root is not root, or, where containers forbid namespaces, as user {@code
 * nobody}, who then owns the data.
 *
 * @param prefix of the command
 * @param owner whom the data must belong to, if not to this process's user
 */
record ServerUser(List<String> prefix, Optional<String> owner) {
  private static final String NOBODY = "65534";

  /**
   * @throws ServerStartException if this is root and neither way is open
   */
  static ServerUser forThisProcess() throws IOException {
    if (!isRoot()) {
      return new ServerUser(List.of(), Optional.empty());
    }
    return Stream.of(inUserNamespace(), asNobody())
        .filter(ServerUser::works)
        .findFirst()
        .orElseThrow(
            () ->
                new ServerStartException(
                    "PostgreSQL does not run as root, and neither unshare nor setpriv works here;"
                        + " run as another user, or point DATABASE_URL at another server"));
  }

  static ServerUser inUserNamespace() {
    return new ServerUser(List.of("unshare", "--user"), Optional.empty());
  }

  static ServerUser asNobody() {
    return new ServerUser(
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
        Optional.of(NOBODY));
  }

  /** Hands a folder and all below to the server's user, where that is another. */
  void own(Path folder) throws IOException {
    if (owner.isEmpty()) {
      return;
    }
    UserPrincipal user =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner.get());
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.toList();
    }
    for (Path path : all) {
      Files.setOwner(path, user);
    }
  }

  /**
   * Lets the server's user, where that is another, pass through a folder and the one it lies in. To
   * pass is not to see what else there is.
   */
  void letThrough(Path folder) throws IOException {
    if (owner.isEmpty()) {
      return;
    }
    for (Path passed : List.of(folder, folder.getParent())) {
      Set<PosixFilePermission> mode = new HashSet<>(Files.getPosixFilePermissions(passed));
      if (mode.add(PosixFilePermission.OTHERS_EXECUTE)) {
        Files.setPosixFilePermissions(passed, mode);
      }
    }
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private boolean works() {
    try {
      Process trial =
          new ProcessBuilder(Stream.concat(prefix.stream(), Stream.of("true")).toList())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return trial.waitFor(10, TimeUnit.SECONDS) && trial.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
