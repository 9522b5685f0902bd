package io.thoraflow.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineConfig;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.GeneratedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole pipeline as {@code up} runs it: real Kafka, PostgreSQL and TensorFlow, ingest and the
 * worker in JVMs of their own. The model has the seed script's architecture and generated weights.
 */
@TestMethodOrder(OrderAnnotation.class)
class PipelineTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private static Path root;
  private static DataFolder folder;
  private static Pipeline pipeline;
  private static Database database;

  @BeforeAll
  static void startAndPublishAModel() throws Exception {
    folder = new DataFolder(root.resolve("data"));
    start();
    publish();
  }

  private static int publish() throws IOException {
    ModelRepository repository =
        new ModelRepository(folder.models(), ModelKeys.signing(folder, Settings.of(Map.of())));
    try (Database trainer = access().database(pipeline.running().database(), Role.TRAINER)) {
      ModelPublisher publisher =
          new ModelPublisher(
              repository,
              new DatabaseRegister(
                  new ModelRegistry(trainer.dataSource()), repository, "PipelineTest"),
              version -> {},
              Clock.systemUTC());
      return GeneratedModel.publish(publisher);
    }
  }

  private static void start() throws IOException, InterruptedException {
    PipelineConfig config = PipelineConfig.from(Settings.of(Map.of()), folder, 1, 4);
    pipeline = Pipeline.start(config, new Console(System.out));
    database = access().database(pipeline.running().database(), Role.DASHBOARD);
  }

  private static Access access() {
    return new Access(folder, Settings.of(Map.of()));
  }

  @AfterAll
  static void stop() throws IOException {
    if (pipeline != null) {
      database.close();
      pipeline.close();
    }
  }

  @Test
  @Order(0)
  void nobodyElseOnTheMachineComesIn() throws Exception {
    Outsider.assertShutOutOfKafka(pipeline.running(), access());
    Outsider.assertShutOutOfFiles(folder);
  }

  @Test
  @Order(0)
  void aSecondUpIsRefused() throws Exception {
    String refusal =
        "a pipeline runs on %s already; stop it, or name another folder with --data"
            .formatted(folder.root());

    assertThatThrownBy(PipelineTest::start).hasMessage(refusal);
    Files.delete(folder.lock()); // Nor does it help to take the lock away.
    assertThatThrownBy(PipelineTest::start).hasMessage(refusal);
    assertThat(folder.runtime()).exists();
  }

  @Test
  @Order(1)
  void everyGeneratedFileEndsInExactlyOnePlace() throws IOException {
    // Given
    Path set = root.resolve("phantoms");
    PhantomSet.write(set, 9, 4711);
    Drops drops = new Drops(Files.createDirectories(folder.inbox().resolve("north")));
    List<Path> phantoms = files(set);

    // When
    for (Path phantom : phantoms) {
      drops.drop(phantom, Outcome.DIAGNOSED);
      drops.drop(phantom, Outcome.DIAGNOSED); // Sent twice: still one row.
    }
    Path text = Files.writeString(root.resolve("letter.dcm"), "Dear colleague, ".repeat(40));
    drops.drop(text, RejectionReason.NOT_AN_IMAGE.code());
    drops.drop(cut(phantoms, "jpg"), RejectionReason.TRUNCATED.code());
    drops.drop(cut(phantoms, "png"), RejectionReason.TRUNCATED.code());
    drops.drop(cut(phantoms, "dcm"), RejectionReason.TRUNCATED.code());

    // Then
    awaitOutcomes(drops);
    assertEverythingHasLeftTheInbox(drops);
  }

  @Test
  @Order(2)
  void everyRealFileEndsInExactlyOnePlace() throws IOException {
    // Given
    Path radiographs = SharedData.assumeDirectory("data", "chest_xray", "test");
    Path dicom = SharedData.assumeDirectory("data", "dicom");
    Drops drops = new Drops(folder.inbox());

    // When
    for (Path file : files(radiographs)) {
      drops.drop(file, Outcome.DIAGNOSED);
    }
    for (ExpectedOutcomes.Line line : ExpectedOutcomes.read("/real-dicom-outcomes.tsv")) {
      drops.drop(dicom.resolve(line.file()), line.outcome());
    }

    // Then
    assertThat(drops.expected()).hasSizeGreaterThan(170);
    awaitOutcomes(drops);
    assertEverythingHasLeftTheInbox(drops);
  }

  @Test
  @Order(2)
  void everyOddFileIsReadAsThePictureThatItShows() throws IOException {
    // Given
    Path cases = SharedData.assumeDirectory("cases");
    List<ExpectedOutcomes.Line> lines = ExpectedOutcomes.read("/shared-case-outcomes.tsv");
    Drops drops = new Drops(Files.createDirectories(folder.inbox().resolve("odd")));

    // When
    for (ExpectedOutcomes.Line line : lines) {
      drops.drop(cases.resolve(line.file()), line.outcome());
    }

    // Then
    awaitOutcomes(drops);
    assertEverythingHasLeftTheInbox(drops);
    Map<String, Float> probabilities = new Outcomes(database).probabilities();
    for (ExpectedOutcomes.Line line : lines) {
      if (!line.base().isEmpty()) {
        assertThat(probabilities.get(sha256(cases.resolve(line.file()))))
            .as(line.file())
            .isCloseTo(probabilities.get(sha256(cases.resolve(line.base()))), within(1e-4f));
      }
    }
  }

  @Test
  @Order(3)
  void whateverIsKilledNothingIsLostOrTwice() throws IOException {
    // Given
    Path set = root.resolve("more-phantoms");
    PhantomSet.write(set, 30, 815);
    Drops drops = new Drops(folder.inbox());
    List<Path> phantoms = files(set);

    // When
    for (Path phantom : phantoms.subList(0, 30)) {
      drops.drop(phantom, Outcome.DIAGNOSED);
    }
    kill("ingest");
    await()
        .atMost(PATIENCE)
        .until(() -> outcomes(drops).values().stream().anyMatch(Outcome::isSettled));
    kill("worker-1");
    for (Path phantom : phantoms.subList(30, phantoms.size())) {
      drops.drop(phantom, Outcome.DIAGNOSED);
    }

    // Then
    awaitOutcomes(drops);
    assertEverythingHasLeftTheInbox(drops);
    assertTheAuditIsClean();
  }

  private static void assertTheAuditIsClean() {
    String data = folder.root().toString();
    int status = Thoraflow.commandLine().execute("audit", "--deep", "--verify", "--data", data);
    assertThat(status).isZero();
  }

  @Test
  @Order(4)
  void theNextVersionReadsTheArchive() throws Exception {
    // Given
    int version = publish();

    // When
    assertThat(run("rediagnose", "--limit", "12"))
        .isEqualTo("12 X-rays wait for version " + version);

    // Then
    String read = "SELECT count(*) FROM diagnosis WHERE model_version = " + version;
    await().atMost(PATIENCE).until(() -> count(read) == 12);
    assertThat(run("model", "show", Integer.toString(version)))
        .isEqualTo("compared with version 1 on 12 X-rays that both have read");
  }

  /** What a command prints that tells of X-rays. */
  private static String run(String... arguments) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      List<String> line = new ArrayList<>(List.of(arguments));
      line.addAll(List.of("--data", folder.root().toString()));
      assertThat(Thoraflow.commandLine().execute(line.toArray(String[]::new))).isZero();
    } finally {
      System.setOut(console);
    }
    return printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(text -> text.matches("compared with .*|\\d+ X-rays wait .*"))
        .map(text -> text.replaceAll(";.*", ""))
        .findFirst()
        .orElse("");
  }

  private static long count(String query) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  @Order(5)
  void aSecondStartFindsItsData() throws Exception {
    // Given
    String totals = new Outcomes(database).totals();

    // When
    stop();
    start();

    // Then
    assertThat(new Outcomes(database).totals()).isEqualTo(totals);
  }

  private static void kill(String process) {
    pipeline.running().processes().stream()
        .filter(running -> running.name().equals(process))
        .flatMap(running -> ProcessHandle.of(running.pid()).stream())
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static Map<String, Outcome> outcomes(Drops drops) {
    return new Outcomes(database).of(drops.expected().keySet());
  }

  private static void awaitOutcomes(Drops drops) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> outcomes(drops).values().stream().allMatch(Outcome::isSettled));
    Map<String, String> found = new TreeMap<>();
    outcomes(drops).forEach((sha256, outcome) -> found.put(sha256, outcome.text()));
    assertThat(found).isEqualTo(new TreeMap<>(drops.expected()));
  }

  private static void assertEverythingHasLeftTheInbox(Drops drops) throws IOException {
    await().atMost(PATIENCE).until(() -> files(folder.inbox()).isEmpty());
    for (Map.Entry<String, String> drop : drops.expected().entrySet()) {
      Path kept =
          drop.getValue().equals(Outcome.DIAGNOSED)
              ? folder.archive().resolve(drop.getKey().substring(0, 2))
              : folder.rejected();
      assertThat(fileOf(kept, drop.getKey()))
          .hasValueSatisfying(file -> assertThat(sha256(file)).isEqualTo(drop.getKey()));
    }
  }

  private static Optional<Path> fileOf(Path kept, String sha256) throws IOException {
    return files(kept).stream()
        .filter(file -> file.getFileName().toString().startsWith(sha256))
        .filter(file -> !file.getFileName().toString().endsWith(".json"))
        .findFirst();
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first file of a kind without its last third. */
  private static Path cut(List<Path> files, String extension) throws IOException {
    Path whole =
        files.stream()
            .filter(file -> file.toString().endsWith(extension))
            .findFirst()
            .orElseThrow();
    byte[] content = Files.readAllBytes(whole);
    return Files.write(
        root.resolve("cut." + extension), Arrays.copyOf(content, content.length * 2 / 3));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(".thoraflow.lock"))
          .sorted()
          .toList();
    }
  }
}
