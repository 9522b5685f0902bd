package io.thoraflow.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A copy of an {@link EmbeddedDatabase}'s folder, while the server writes.
 *
 * <p>PostgreSQL's low-level base backup (documentation of version 17, section 25.3.4): the files
 * may change while they are copied, as the write-ahead log of that time goes with them, from which
 * the next start makes a state that was once the server's. A replication slot keeps that log from
 * being deleted before it is copied.
 */
public final class OnlineBackup {
  /** Of these only the empty folders are needed: the server makes their content anew. */
  private static final Set<String> WITHOUT_CONTENT =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  /** What names the running process, and what is temporary or a cache. */
  private static final String LEFT_OUT =
      "postmaster\\.(pid|opts)|backup_label|tablespace_map|pgsql_tmp.*|pg_internal\\.init.*";

  /** Is copied when all else has been. */
  private static final Path CONTROL = Path.of("global", "pg_control");

  private static final String SEGMENT = "[0-9A-F]{24}";

  private final Path home;
  private final DataSource superuser;

  private OnlineBackup(Path home, DataSource superuser) {
    this.home = home;
    this.superuser = superuser;
  }

  /**
   * @param home the server's folder
   * @param url of any of its databases
   * @throws ServerStartException if the server at that address has its data elsewhere
   */
  public static OnlineBackup of(Path home, String url) throws IOException, SQLException {
    Path password = EmbeddedDatabase.passwordFile(home);
    if (!Files.isReadable(password)) {
      throw new ServerStartException(
          "%s is no server's folder: it has no %s".formatted(home, password.getFileName()));
    }
    PGSimpleDataSource superuser = new PGSimpleDataSource();
    superuser.setUrl(url);
    superuser.setUser(PostgresCluster.SUPERUSER);
    superuser.setPassword(Files.readString(password).strip());
    OnlineBackup backup = new OnlineBackup(home, superuser);
    try (Connection connection = superuser.getConnection()) {
      String data = text(connection, "SELECT current_setting('data_directory')");
      if (!Files.isSameFile(Path.of(data), backup.data())) {
        throw new ServerStartException(
            "the PostgreSQL at %s has its data elsewhere".formatted(url));
      }
    }
    return backup;
  }

  private Path data() {
    return home.resolve("data");
  }

  /**
   * @param target what becomes such a folder; must not exist yet
   */
  public void copyTo(Path target) throws IOException, SQLException {
    Files.createDirectories(target);
    Path copy = target.resolve("data");
    try (Connection connection = superuser.getConnection()) {
      text(
          connection, "SELECT pg_create_physical_replication_slot('thoraflow_backup', true, true)");
      String first =
          text(connection, "SELECT pg_walfile_name(pg_backup_start('thoraflow backup', true))");
      copyData(copy);
      String label =
          text(connection, "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)");
      copyLog(first, copy);
      Files.setOwner(
          Files.writeString(copy.resolve("backup_label"), label), Files.getOwner(data()));
    }
    for (String file : List.of("superuser.password", "port")) {
      Files.copy(home.resolve(file), target.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private void copyData(Path copy) throws IOException {
    Path data = data();
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path name = data.relativize(folder);
            if (name.getFileName().toString().matches(LEFT_OUT)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            copy(folder, copy.resolve(name));
            return WITHOUT_CONTENT.contains(name.toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path name = data.relativize(file);
            if (!name.equals(CONTROL) && !name.getFileName().toString().matches(LEFT_OUT)) {
              copy(file, copy.resolve(name));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // A table was dropped meanwhile: the log says so.
            }
            throw e;
          }
        });
    copy(data.resolve(CONTROL), copy.resolve(CONTROL));
  }

  /** All segments from the first that is needed; those after the last are harmless. */
  private void copyLog(String first, Path copy) throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.list(data().resolve("pg_wal"))) {
      segments =
          files
              .filter(file -> file.getFileName().toString().matches(SEGMENT))
              .filter(file -> file.getFileName().toString().compareTo(first) >= 0)
              .toList();
    }
    for (Path segment : segments) {
      copy(segment, copy.resolve("pg_wal").resolve(segment.getFileName()));
    }
  }

  /** With owner and permissions, which the server insists on. */
  private static void copy(Path file, Path copy) throws IOException {
    try {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException e) {
      if (Files.exists(file)) {
        throw e;
      }
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
