package io.thoraflow.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.trainer.journal.RecordedTraining;
import io.thoraflow.trainer.journal.TrainingJournal;
import io.thoraflow.trainer.run.RecipeChoice;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingProgress;
import io.thoraflow.trainer.run.TrainingRequest;
import io.thoraflow.trainer.testing.LabelledXrays;
import io.thoraflow.trainer.testing.Outcomes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** When it trains and what it tells; the training itself is a stand-in. */
class PeriodicTrainingTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final int MIN_NEW_LABELS = 3;

  @TempDir private Path folder;

  private final DataSource trainer = database.dataSource(Role.TRAINER);
  private final LabelledXrays xrays = new LabelledXrays(database);
  private MeterRegistry metrics = new SimpleMeterRegistry();
  private PeriodicTraining periodic;
  private Stand training = progress -> Outcomes.published(1);
  private int runs;

  /** Stands for the training. */
  private interface Stand {
    TrainingOutcome run(TrainingProgress progress) throws IOException;
  }

  @BeforeEach
  void startWithAVersion() throws SQLException {
    database.clear();
    new ModelRegistry(trainer)
        .register(
            Manifests.manifest(1, Map.of()), "ab".repeat(32), ModelState.REFUSED, "test", "-");
    periodic = start(Optional.empty());
  }

  private PeriodicTraining start(Optional<Path> directory) {
    metrics = new SimpleMeterRegistry();
    return new PeriodicTraining(
        MIN_NEW_LABELS,
        new NewLabels(trainer, directory),
        new TrainingJournal(trainer),
        progress ->
            new RecordedTraining(trainer, Clock.systemUTC())
                .run(
                    "test",
                    request(directory),
                    (turn, labels) -> {
                      runs++;
                      return training.run(progress);
                    }),
        new TrainerMetrics(metrics, new DueRun("0 0 3 * * ?", MIN_NEW_LABELS, Clock.systemUTC())));
  }

  private static TrainingRequest request(Optional<Path> directory) {
    return TrainingRequest.of(directory, RecipeChoice.DEFAULT, 1);
  }

  @Test
  void itTrainsOnceEnoughLabelsAreNewAndThenWaitsForMore() throws SQLException {
    // Given
    label("a", "b");
    periodic.tick();
    assertThat(runs).isZero();
    assertThat(gauge("training.new.labels")).isEqualTo(2);
    assertThat(gauge("training.last.run.timestamp.seconds")).isZero();

    // When
    label("c");
    periodic.tick();
    periodic.tick();

    // Then
    assertThat(runs).isEqualTo(1);
    assertThat(count("published")).isEqualTo(1);
    assertThat(gauge("training.new.labels")).isZero();
    assertThat(gauge("training.last.run.timestamp.seconds"))
        .isCloseTo(System.currentTimeMillis() / 1e3, within(60.0));
    assertThat(gauge("training.last.run.duration.seconds")).isNotNegative();
  }

  @Test
  void aRefusedRunCountsAndARestartRemembersIt() throws SQLException {
    // Given
    training = progress -> Outcomes.refused(1);
    label("a", "b", "c");
    periodic.tick();

    // When
    periodic = start(Optional.empty());
    label("d", "e");
    periodic.tick();

    // Then
    assertThat(runs).isEqualTo(1);
    assertThat(gauge("training.new.labels")).isEqualTo(2);
    assertThat(gauge("training.last.run.timestamp.seconds")).isPositive();
  }

  @Test
  void aFailedRunShowsInReadinessAndTheNextTickTriesAgain() throws SQLException {
    // Given
    label("a", "b", "c");
    training =
        progress -> {
          throw new IllegalStateException("/archive/Miller_Ann.png is odd");
        };

    // When
    periodic.tick();

    // Then
    assertThat(problems())
        .isEqualTo(
            "training: the last run failed, the next tick tries again: IllegalStateException");
    assertThat(count("failed")).isEqualTo(1);
    assertThat(gauge("training.new.labels")).isEqualTo(3);
    assertThat(gauge("training.last.run.failed")).isEqualTo(1);

    // When
    training = progress -> Outcomes.published(1);
    periodic.tick();

    // Then
    assertThat(problems()).isEmpty();
    assertThat(gauge("training.last.run.failed")).isZero();
    assertThat(count("published")).isEqualTo(1);
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void anotherTrainersTurnIsNoFailure() throws Exception {
    label("a", "b", "c");

    var unused =
        new RecordedTraining(trainer, Clock.systemUTC())
            .run(
                "kim",
                request(Optional.empty()),
                (turn, labels) -> {
                  periodic.tick();
                  return Outcomes.refused(1);
                });

    assertThat(runs).isZero();
    assertThat(count("failed")).isZero();
    assertThat(problems()).isEmpty();
  }

  @Test
  void aRunThatIsGivenUpLearnsNothing() throws SQLException {
    label("a", "b", "c");
    training =
        progress -> {
          periodic.giveUp();
          progress.phase("features");
          return Outcomes.published(1);
        };

    periodic.tick();

    assertThat(count("interrupted")).isEqualTo(1);
    assertThat(count("failed")).isZero();
    assertThat(gauge("training.new.labels")).isEqualTo(3);
  }

  @Test
  void filesOfTheDataDirectoryCountFromWhenTheyWerePutThere() throws IOException {
    // Given
    PhantomSet.write(folder, 10, 1);
    periodic = start(Optional.of(folder));
    periodic.tick();
    assertThat(runs).isEqualTo(1);
    periodic.tick();
    assertThat(runs).isEqualTo(1);

    // When: copies that claim to be old
    Path first = folder.resolve("NORMAL/phantom-1-0000.jpg");
    for (int copy = 0; copy < MIN_NEW_LABELS; copy++) {
      Path target = Files.copy(first, folder.resolve("NORMAL/copy-%d.jpg".formatted(copy)));
      assertThat(target.toFile().setLastModified(1_000)).isTrue();
    }
    periodic.tick();

    // Then
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void aDataDirectoryThatIsGoneShowsInReadinessUntilItIsBack() throws IOException {
    // Given
    periodic = start(Optional.of(folder.resolve("share")));

    // When
    periodic.tick();

    // Then
    assertThat(problems())
        .startsWith("labels: new labels cannot be counted")
        .contains("TRAINER_DATA")
        .doesNotContain("share");
    assertThat(runs).isZero();

    // When
    PhantomSet.write(folder.resolve("share"), 10, 1);
    periodic.tick();

    // Then
    assertThat(problems()).isEmpty();
    assertThat(runs).isEqualTo(1);
  }

  private void label(String... digits) throws SQLException {
    for (String digit : digits) {
      xrays.insert(digit.repeat(64), "nowhere/" + digit);
      xrays.label(digit.repeat(64), "NORMAL");
    }
  }

  private String problems() {
    StringBuilder problems = new StringBuilder();
    for (Condition condition : periodic.conditions()) {
      condition
          .problem()
          .ifPresent(text -> problems.append(condition.name()).append(": ").append(text));
    }
    return problems.toString();
  }

  private double gauge(String name) {
    return metrics.get(name).gauge().value();
  }

  private double count(String outcome) {
    return metrics.get("training.runs").tag("outcome", outcome).counter().count();
  }
}
