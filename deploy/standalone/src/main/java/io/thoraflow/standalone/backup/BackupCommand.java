package io.thoraflow.standalone.backup;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.json.Json;
import io.thoraflow.embedded.OnlineBackup;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow backup}. */
@Command(
    name = "backup",
    description = {
      "Copies the data folder of the running pipeline, which goes on meanwhile, to a new folder:",
      "database, originals, models, secrets and what else cannot be made again. To restore, copy that",
      "folder to where data shall be, start ./thoraflow up on it, and run ./thoraflow audit --repair."
    })
public final class BackupCommand implements Callable<Integer> {
  /** Is written last: a folder without it is no backup. */
  static final String FINISHED = "backup.json";

  @Mixin private DataOption data;

  @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet, or is empty")
  private Path target;

  @Option(
      names = "--link",
      paramLabel = "PREVIOUS",
      description =
          "an earlier backup on the same disk: originals and models that it holds are linked, not"
              + " copied again. Either may be deleted without harm to the other")
  private Path previous;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Console console = new Console(System.out);
    DataFolder folder = data.folder(System.getenv());
    Path root = target.toAbsolutePath().normalize();
    OnlineBackup database = database(folder);
    prepare(folder, root);
    console.say("copying the database");
    database.copyTo(root.resolve(folder.root().relativize(folder.database())));
    FolderCopy files = new FolderCopy(folder.root(), root, Optional.ofNullable(previous));
    copyFiles(folder, files, console);
    sync(root);
    AtomicFile.write(
        root.resolve(FINISHED),
        Json.MAPPER.writeValueAsBytes(
            Map.of("of", folder.root().toString(), "finishedAt", Instant.now().toString())));
    sync(root);
    console.say(
        "done: %d files beside the database, %d of them links, in %s"
            .formatted(files.files(), files.linked(), root));
    return 0;
  }

  private static OnlineBackup database(DataFolder folder) throws IOException, SQLException {
    String url = RunningPipeline.require(folder).database();
    if (!Files.exists(folder.database())) {
      throw new CommandException(
          "the database at %s is not this folder's, so it has to be backed up by itself, before %s and %s: see docs/operations.md"
              .formatted(url, folder.archive(), folder.models()));
    }
    return OnlineBackup.of(folder.database(), url);
  }

  private void prepare(DataFolder folder, Path root) throws IOException {
    if (root.startsWith(folder.root())) {
      throw new CommandException(
          "%s lies in the data folder itself; name one on another disk".formatted(root));
    }
    if (previous != null && !Files.exists(previous.resolve(FINISHED))) {
      throw new CommandException(
          "%s is no finished backup: it has no %s".formatted(previous, FINISHED));
    }
    Files.createDirectories(root);
    try (Stream<Path> content = Files.list(root)) {
      if (content.findAny().isPresent()) {
        throw new CommandException("%s is not empty; name a new folder".formatted(root));
      }
    }
    // It holds patients' X-rays and all secrets.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * The order is what makes the copy whole. The database comes first, so that the originals and
   * models that its rows name are copied after it; X-rays that came later are files without a row,
   * which {@code audit --repair} sees and puts back, while a row without its original could not be
   * mended. Files move from the inbox to the archive or to the rejected ones and never back, so the
   * inbox comes before those: a file that moves meanwhile is copied twice rather than not at all.
   */
  private static void copyFiles(DataFolder folder, FolderCopy files, Console console)
      throws IOException {
    for (Path part :
        List.of(folder.inbox(), folder.rejected(), folder.archive(), folder.models())) {
      console.say("copying " + folder.root().relativize(part));
      boolean immutable = part.equals(folder.archive()) || part.equals(folder.models());
      files.copy(folder.root().relativize(part).toString(), immutable);
    }
    for (Path part : List.of(folder.reports(), folder.secrets(), folder.accessLog())) {
      files.copy(folder.root().relativize(part).toString(), false);
    }
  }

  /** To the disk, before it is called finished. */
  private static void sync(Path root) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("sync", "--file-system", root.toString()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("%s cannot be synced to its disk".formatted(root));
    }
  }
}
