package io.thoraflow.standalone.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.journal.TrainingJournal;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.schedule.DueRun;
import io.thoraflow.trainer.schedule.NewLabels;
import io.thoraflow.trainer.schedule.PeriodicTraining;
import io.thoraflow.trainer.schedule.ScheduledRun;
import io.thoraflow.trainer.schedule.TrainerMetrics;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.testing.LabelledXrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A trainer learns from marked files in a marked folder, and from readings of archived ones; then
 * everything it has written is searched for the marks.
 */
class TrainingPrivacyTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final int OF_A_CLASS = 30;
  private static final String LEFT_OUT = "left-out.tsv";

  @TempDir private Path root;

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.thoraflow");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Level before = logger.getLevel();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private Path directory;
  private Path home;

  @BeforeEach
  void listen() throws SQLException {
    database.clear();
    directory = root.resolve("ZQMARK hospital/ZQMARK^Jane");
    home = root.resolve("home");
    logger.setLevel(Level.TRACE);
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(logged);
    logger.setLevel(before);
  }

  @Test
  void onlyTheOwnersListOfLeftOutFilesHoldsWhatAFileSaysOfItsPatient() throws Exception {
    // Given
    writeLabelledFiles();
    archiveReadFiles();

    // When
    PeriodicTraining training = training();
    training.tick();

    // Then
    assertThat(query("SELECT outcome FROM training_run"))
        .as(logged.list.toString())
        .hasSize(1)
        .containsAnyOf("published", "refused");
    assertThat(written())
        .map(file -> file.getFileName().toString())
        .contains("report.html", "metrics.json", "manifest.json", LEFT_OUT)
        .anyMatch(name -> name.endsWith(".features"));
    assertThat(marksIn(directory)).as("the search finds what is there").isNotEmpty();
    assertThat(marksIn(home)).singleElement().asString().endsWith(LEFT_OUT);
    assertThat(leftOut())
        .allSatisfy(
            file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
    assertNothingElseIsMarked(training);
  }

  /** What broke is told, and not where. */
  @Test
  void aRunThatFailsNamesNoFileAndNoPatient() throws Exception {
    // Given: a line that names no file
    writeLabelledFiles();
    Files.writeString(directory.resolve("patients.csv"), "file,patient\nZQMARK.dcm,ZQMARK-1\n");

    // When
    PeriodicTraining training = training();
    training.tick();

    // Then
    assertThat(training.conditions()).anyMatch(condition -> condition.problem().isPresent());
    assertThat(marksIn(home)).isEmpty();
    assertNothingElseIsMarked(training);
  }

  private void assertNothingElseIsMarked(PeriodicTraining training) {
    assertThat(logged.list).isNotEmpty();
    assertThat(logged.list)
        .allSatisfy(
            event -> {
              assertThat(marks(event.getFormattedMessage())).isEmpty();
              assertThat(marks(String.valueOf(event.getThrowableProxy()))).isEmpty();
            });
    assertThat(marks(metrics.scrape())).isEmpty();
    assertThat(training.conditions())
        .allSatisfy(condition -> assertThat(marks(condition.problem().orElse(""))).isEmpty());
    for (String table :
        query(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'thoraflow'"
                + " AND table_type = 'BASE TABLE'")) {
      assertThat(query("SELECT t::text FROM %s t".formatted(table)))
          .as(table)
          .allSatisfy(row -> assertThat(marks(row)).isEmpty());
    }
  }

  private void writeLabelledFiles() throws IOException {
    for (String label : List.of("NORMAL", "PNEUMONIA")) {
      Path folder = Files.createDirectories(directory.resolve(label));
      for (int number = 0; number < OF_A_CLASS; number++) {
        int shade = label.equals("NORMAL") ? number : 100 + number;
        Files.write(
            folder.resolve("ZQMARK^Jane_19470311-%d.dcm".formatted(number)),
            Marks.dicom(shade).text(0x0010_0020, "LO", Marks.WORD + "-" + shade).build());
      }
    }
    Files.write(directory.resolve("NORMAL/ZQMARK Jane.jpg"), Marks.jpeg());
    Files.write(directory.resolve("PNEUMONIA/ZQMARK Jane.png"), Marks.png());
    Files.write(directory.resolve("PNEUMONIA/ZQMARK cut.jpg"), Marks.dyingJpeg());
    Files.writeString(directory.resolve("NORMAL/ZQMARK letter.dcm"), "Dear ZQMARK, ".repeat(50));
    Files.writeString(
        directory.resolve("patients.csv"), "file,patient\nNORMAL/ZQMARK Jane.jpg,ZQMARK-4711\n");
  }

  private void archiveReadFiles() throws Exception {
    Path folder = Files.createDirectories(root.resolve("read/PNEUMONIA"));
    LabelledXrays xrays = new LabelledXrays(database);
    for (int number = 0; number < 3; number++) {
      Path file = folder.resolve("ZQMARK-%d.dcm".formatted(number));
      Files.write(file, Marks.dicom(200 + number).build());
      xrays.archive(file, root.resolve("archive"));
    }
  }

  private PeriodicTraining training() {
    DataSource trainer = database.dataSource(Role.TRAINER);
    return new PeriodicTraining(
        1,
        new NewLabels(trainer, Optional.of(directory)),
        new TrainingJournal(trainer),
        new ScheduledRun(
            new ScheduledRun.Settings(
                Optional.of(directory),
                root.resolve("archive"),
                home.resolve("reports"),
                home.resolve("features"),
                1L << 30,
                1),
            trainer,
            new ModelRepository(home.resolve("models")),
            ModelAnnouncer.none(),
            () -> GeneratedWeights.backbone(5),
            Clock.systemUTC()),
        new TrainerMetrics(metrics, new DueRun("0 0 3 * * ?", 1, Clock.systemUTC())));
  }

  private List<String> query(String sql) {
    return new Sql(database.dataSource(Role.OWNER))
        .query("searching", sql, row -> row.getString(1));
  }

  private List<Path> written() throws IOException {
    return files(home);
  }

  private List<Path> leftOut() throws IOException {
    return files(home).stream().filter(file -> file.endsWith(LEFT_OUT)).toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Names count as content does. */
  private static List<String> marksIn(Path folder) throws IOException {
    List<String> marked = new ArrayList<>();
    for (Path file : files(folder)) {
      String name = folder.relativize(file).toString();
      if (!marks(name + content(file)).isEmpty()) {
        marked.add(name);
      }
    }
    return marked;
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> marks(String text) {
    return Marks.ALL.stream().filter(text::contains).toList();
  }
}
