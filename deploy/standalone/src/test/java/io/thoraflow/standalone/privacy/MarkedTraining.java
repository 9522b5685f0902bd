package io.thoraflow.standalone.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.journal.TrainingJournal;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.run.Publication;
import io.thoraflow.trainer.schedule.DueRun;
import io.thoraflow.trainer.schedule.NewLabels;
import io.thoraflow.trainer.schedule.PeriodicTraining;
import io.thoraflow.trainer.schedule.ScheduledRun;
import io.thoraflow.trainer.schedule.TrainerMetrics;
import io.thoraflow.trainer.testing.GeneratedWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * A trainer whose labelled X-rays lie in a marked folder, and the search for the marks in all that
 * it has written and logged, at every level.
 */
final class MarkedTraining implements BeforeEachCallback, AfterEachCallback {
  private final DatabaseExtension database;
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.thoraflow");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Level before = logger.getLevel();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private Path root;

  MarkedTraining(DatabaseExtension database) {
    this.database = database;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    database.clear();
    root = Files.createTempDirectory("thoraflow-marked");
    logger.setLevel(Level.TRACE);
    logged.start();
    logger.addAppender(logged);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    logger.detachAppender(logged);
    logger.setLevel(before);
    FolderTree.delete(root);
  }

  /** Of labelled X-rays; its own name is marked. */
  Path directory() {
    return root.resolve("ZQMARK hospital/ZQMARK^Jane");
  }

  Path archive() {
    return root.resolve("archive");
  }

  /** All that the trainer writes. */
  Path home() {
    return root.resolve("home");
  }

  /** What it has logged so far. */
  String log() {
    return logged.list.toString();
  }

  /** A marked DICOM file under a marked name. */
  static Path write(Path folder, int shade) throws IOException {
    return Files.write(
        Files.createDirectories(folder).resolve("ZQMARK^Jane_19470311-%d.dcm".formatted(shade)),
        Marks.dicom(shade).text(0x0010_0020, "LO", Marks.WORD + "-" + shade).build());
  }

  /**
   * @param counted the directory whose new files are counted
   */
  PeriodicTraining trainer(Optional<Path> counted) {
    DataSource trainer = database.dataSource(Role.TRAINER);
    return new PeriodicTraining(
        1,
        new NewLabels(trainer, counted),
        new TrainingJournal(trainer),
        new ScheduledRun(
            new ScheduledRun.Settings(
                Optional.of(directory()),
                archive(),
                home().resolve("reports"),
                home().resolve("features"),
                1L << 30,
                1,
                Publication.AUTO),
            trainer,
            new ModelRepository(home().resolve("models")),
            ModelAnnouncer.none(),
            () -> GeneratedWeights.backbone(5),
            Clock.systemUTC()),
        new TrainerMetrics(metrics, new DueRun("0 0 3 * * ?", 1, Clock.systemUTC())));
  }

  /** In logs, metrics, health and the database. */
  void assertNothingIsMarkedBesideFiles(PeriodicTraining training) {
    assertThat(logged.list).isNotEmpty();
    assertThat(logged.list)
        .allSatisfy(
            event -> {
              assertThat(marks(event.getFormattedMessage())).isEmpty();
              assertThat(marks(ThrowableProxyUtil.asString(event.getThrowableProxy()))).isEmpty();
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

  List<String> query(String sql) {
    return new Sql(database.dataSource(Role.OWNER))
        .query("searching", sql, row -> row.getString(1));
  }

  static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Names count as content does. */
  static List<String> marksIn(Path folder) throws IOException {
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
