package io.thoraflow.standalone.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.standalone.bench.StubModel;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operations guide promises: a pipeline is backed up while it works, and restored. */
class BackupTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int SIDE = 160;

  @TempDir private Path root;

  private final Set<String> dropped = new ConcurrentSkipListSet<>();
  private final StringWriter errors = new StringWriter();
  private Pipeline pipeline;
  private volatile boolean feeding = true;

  @AfterEach
  void stop() throws Exception {
    feeding = false;
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Test
  void everyXrayOfABackupUnderLoadHasItsRowAfterTheRestore() throws Exception {
    // Given: more comes than the worker reads, so that X-rays are everywhere
    DataFolder folder = new DataFolder(root.resolve("data"));
    pipeline = start(folder);
    publish(folder);
    Thread feed = new Thread(() -> feed(folder), "feed");
    feed.start();
    await().atMost(LIMIT).until(() -> rows(folder).size() >= 40);
    Set<String> before = new TreeSet<>(dropped);

    // When
    Path backup = root.resolve("backup");
    int status = run("backup", backup.toString(), "--data", folder.root().toString());

    // Then
    assertThat(status).as(errors.toString()).isZero();
    feeding = false;
    feed.join();
    Set<String> rowsAtTheEnd = rows(folder);
    pipeline.close();
    assertThat(rowsAtTheEnd.size()).as("a backlog").isLessThan(dropped.size());

    // When: another machine
    DataFolder restored = new DataFolder(root.resolve("restored"));
    copy(backup, restored.root());
    pipeline = start(restored);
    assertThat(run("audit", "--repair", "--data", restored.root().toString()))
        .as("originals whose rows or records came too late for the backup")
        .isEqualTo(1);

    // Then
    await().atMost(LIMIT).until(() -> rows(restored).containsAll(before));
    await().atMost(LIMIT).until(() -> rows(restored).equals(originals(restored)));
    assertThat(run("audit", "--verify", "--data", restored.root().toString()))
        .as("nothing lost, doubled or changed")
        .isZero();
    assertThat(before).hasSizeGreaterThan(40);
  }

  @Test
  void aSecondBackupLinksWhatTheFirstHoldsAndStandsAlone() throws Exception {
    // Given
    DataFolder folder = new DataFolder(root.resolve("data"));
    pipeline = start(folder);
    publish(folder);
    drop(folder, 1);
    await()
        .atMost(LIMIT)
        .until(() -> rows(folder).equals(dropped) && originals(folder).equals(dropped));
    String data = folder.root().toString();
    Path first = root.resolve("first");
    Path second = root.resolve("second");
    assertThat(run("backup", first.toString(), "--data", data)).isZero();

    // When
    assertThat(run("backup", second.toString(), "--link", first.toString(), "--data", data))
        .isZero();

    // Then
    Path original = originalFiles(new DataFolder(first)).get(0);
    Path same = second.resolve(first.relativize(original));
    assertThat(Files.getAttribute(same, "unix:ino"))
        .isEqualTo(Files.getAttribute(original, "unix:ino"));
    assertThat(run("backup", second.toString(), "--data", data)).isEqualTo(1);
    assertThat(errors.toString()).contains(second + " is not empty; name a new folder");
    assertThat(run("backup", folder.root().resolve("backup").toString(), "--data", data))
        .isEqualTo(1);
    assertThat(errors.toString()).contains("lies in the data folder itself");
  }

  private static Pipeline start(DataFolder folder) throws IOException, InterruptedException {
    return Pipeline.start(
        PipelineConfig.from(Settings.of(Map.of()), folder, 1, 4)
            .withWorkerSettings(
                Map.of(
                    "WORKER_DEVICE", "stub",
                    "WORKER_STUB_MILLIS", "200",
                    "WORKER_BATCH_SIZE", "2",
                    "WORKER_INFERENCE_THREADS", "1")),
        new Console(System.out));
  }

  private void publish(DataFolder folder) throws IOException {
    try (Database trainer = database(folder, Role.TRAINER)) {
      StubModel.publish(folder.models(), new ModelRegistry(trainer.dataSource()));
    }
  }

  private void feed(DataFolder folder) {
    for (int number = 0; feeding; number++) {
      try {
        drop(folder, number);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
    }
  }

  private void drop(DataFolder folder, int number) throws IOException {
    byte[] image = PhantomFiles.jpeg(Phantom.draw(Finding.NORMAL, 5000 + number, SIDE, SIDE));
    Path part = folder.inbox().resolve(number + ".jpg.part");
    Files.write(part, image);
    Files.move(part, folder.inbox().resolve(number + ".jpg"));
    dropped.add(Sha256.of(image));
  }

  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
  }

  private static Set<String> originals(DataFolder folder) throws IOException {
    Set<String> names = new TreeSet<>();
    originalFiles(folder).forEach(file -> names.add(file.getFileName().toString().split("\\.")[0]));
    return names;
  }

  private static List<Path> originalFiles(DataFolder folder) throws IOException {
    try (var files = Files.walk(folder.archive())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}\\..*"))
          .toList();
    }
  }

  /** X-rays with a diagnosis. */
  private Set<String> rows(DataFolder folder) throws SQLException {
    Set<String> rows = new TreeSet<>();
    try (Database database = database(folder, Role.DASHBOARD);
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT xray FROM diagnosis")) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private Database database(DataFolder folder, Role role) {
    return new Access(folder, Settings.of(Map.of())).database(pipeline.running().database(), role);
  }

  private int run(String... arguments) {
    return Thoraflow.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
  }
}
