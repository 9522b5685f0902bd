package io.thoraflow.embedded;

import io.thoraflow.contract.files.FolderTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from the archive on the class path.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresInstallation(Path folder) {
  private static final Map<String, String> ARCHIVES =
      Map.of(
          "amd64", "/postgres-linux-x86_64.txz",
          "aarch64", "/postgres-linux-arm_64.txz");

  /**
   * The installation in that folder, unpacked first if it is not there.
   *
   * @throws ServerStartException if there is no PostgreSQL for this machine
   */
  static PostgresInstallation in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
      Path unfinished = Files.createTempDirectory(parent, folder.getFileName() + ".unpacking");
      // A temporary folder is its owner's alone; the server may run as another user.
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      unpack(archive(), unfinished);
      publish(unfinished, folder);
    }
    return new PostgresInstallation(folder);
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static String archive() {
    String machine = System.getProperty("os.arch");
    String archive = ARCHIVES.get(machine);
    if (archive == null || !System.getProperty("os.name").equals("Linux")) {
      throw new ServerStartException(
          "no embedded PostgreSQL for %s on %s; point DATABASE_URL at another one"
              .formatted(System.getProperty("os.name"), machine));
    }
    return archive;
  }

  private static void unpack(String archive, Path target) throws IOException {
    try (InputStream resource = PostgresInstallation.class.getResourceAsStream(archive)) {
      if (resource == null) {
        throw new ServerStartException(archive + " is not on the class path");
      }
      TarArchiveInputStream tar =
          new TarArchiveInputStream(
              new XZCompressorInputStream(new BufferedInputStream(resource, 1 << 16)));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, target);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, TarArchiveInputStream tar, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive leads out of its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      makeFolder(path);
      return;
    }
    makeFolder(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  /** For everybody, whatever this process's umask is. */
  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      makeFolder(folder.getParent());
      Files.createDirectory(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** Another process may unpack at the same time: the first one to finish wins. */
  private static void publish(Path unfinished, Path folder) throws IOException {
    try {
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      FolderTree.delete(unfinished);
    }
  }
}
