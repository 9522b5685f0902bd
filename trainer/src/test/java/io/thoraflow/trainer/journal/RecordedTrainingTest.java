package io.thoraflow.trainer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.InvalidDataSetException;
import io.thoraflow.trainer.run.RecipeChoice;
import io.thoraflow.trainer.run.RunGivenUpException;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingRequest;
import io.thoraflow.trainer.testing.LabelledXrays;
import io.thoraflow.trainer.testing.Outcomes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RecordedTrainingTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Path DIRECTORY = Path.of("/labelled/Miller_Ann");
  private static final String XRAY = "a".repeat(64);

  private final DataSource trainer = database.dataSource(Role.TRAINER);
  private final RecordedTraining training = new RecordedTraining(trainer, Clock.systemUTC());
  private final TrainingJournal journal = new TrainingJournal(trainer);

  @BeforeEach
  void startWithTwoVersionsAndALabel() throws SQLException {
    database.clear();
    ModelRegistry registry = new ModelRegistry(trainer);
    for (int version = 1; version <= 2; version++) {
      registry.register(
          Manifests.manifest(version, Map.of()), "ab".repeat(32), ModelState.REFUSED, "test", "-");
    }
    LabelledXrays xrays = new LabelledXrays(database);
    xrays.insert(XRAY, "nowhere");
    xrays.label(XRAY, "NORMAL");
  }

  private TrainingOutcome run(RecipeChoice recipe, RecordedTraining.Work work) throws IOException {
    return training.run("kim", TrainingRequest.of(Optional.of(DIRECTORY), recipe, 1), work);
  }

  @Test
  void aRefusedRunHasLearntTheLabelsThatItWasGiven() throws IOException, SQLException {
    Instant before = Instant.now();

    run(
        RecipeChoice.DEFAULT,
        (turn, labels) -> {
          assertThat(labels.labels()).hasSize(1);
          return Outcomes.refused(2);
        });

    assertThat(rows()).containsExactly("kim refused 2 worse");
    assertThat(journal.lastLearntLabel()).isPositive();
    assertThat(journal.learntFrom(DIRECTORY)).isAfterOrEqualTo(before.minusSeconds(1));
    assertThat(journal.learntFrom(Path.of("/another"))).isEqualTo(Instant.EPOCH);
    assertThat(journal.last().orElseThrow().state()).isEqualTo(RunState.REFUSED);
  }

  @Test
  void aRecipeThatReadsNoLabelsLeavesThemNew() throws IOException {
    run(
        RecipeChoice.SEED,
        (turn, labels) -> {
          assertThat(labels.labels()).isEmpty();
          return Outcomes.published(1);
        });

    assertThat(journal.lastLearntLabel()).isZero();
    assertThat(journal.learntFrom(DIRECTORY)).isAfter(Instant.EPOCH);
  }

  @Test
  void aFailedRunHasLearntNothingAndItsTextTellsNoName() throws SQLException {
    NoSuchFileException failure = new NoSuchFileException("/labelled/Miller_Ann/1.png");

    assertThatThrownBy(
            () ->
                run(
                    RecipeChoice.DEFAULT,
                    (turn, labels) -> {
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(rows()).containsExactly("kim failed null NoSuchFileException");
    assertThat(journal.lastLearntLabel()).isZero();
  }

  @Test
  void aRunThatIsGivenUpIsInterruptedNotFailed() throws SQLException {
    assertThatThrownBy(
            () ->
                run(
                    RecipeChoice.DEFAULT,
                    (turn, labels) -> {
                      throw new RunGivenUpException();
                    }))
        .isInstanceOf(RunGivenUpException.class);

    assertThat(rows()).singleElement().asString().startsWith("kim interrupted null");
  }

  @Test
  void aSecondTrainerIsToldWhoTrains() throws IOException, SQLException {
    run(
        RecipeChoice.DEFAULT,
        (turn, labels) -> {
          assertThatThrownBy(
                  () -> run(RecipeChoice.DEFAULT, (second, unread) -> Outcomes.published(1)))
              .isInstanceOf(TrainerBusyException.class)
              .hasMessageMatching(
                  "another training run is going on, started by kim at [0-9T:-]+Z; only one may at a"
                      + " time: try again when it has ended");
          return Outcomes.published(2);
        });

    run(RecipeChoice.DEFAULT, (turn, labels) -> Outcomes.refused(1));
    assertThat(rows()).containsExactly("kim published 2 no worse", "kim refused 1 worse");
  }

  @Test
  void whoMayOnlyReadKeepsNobodyFromTraining() throws Exception {
    try (Connection dashboard = database.dataSource(Role.DASHBOARD).getConnection();
        Statement statement = dashboard.createStatement()) {
      dashboard.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(hashtext('thoraflow.training'))");
      statement.execute("SELECT * FROM training_run");

      TrainingTurn.take(trainer).close();
      dashboard.rollback();
    }
  }

  @Test
  void aTurnThatAnOutageEndedIsTakenAgainOrTheRunEnds() throws IOException {
    run(
        RecipeChoice.DEFAULT,
        (turn, labels) -> {
          // Given
          endConnections();

          // When
          turn.require();

          // Then
          assertThatThrownBy(() -> TrainingTurn.take(trainer))
              .isInstanceOf(TrainerBusyException.class);
          endConnections();
          try (TrainingTurn other = TrainingTurn.take(trainer)) {
            other.require();
            assertThatThrownBy(turn::require).isInstanceOf(TrainerBusyException.class);
          }
          return Outcomes.published(1);
        });
    TrainingTurn.take(trainer).close();
  }

  @Test
  void theRunOfADeadProcessCountsAsInterruptedWhenTheNextBegins() throws IOException, SQLException {
    // Given
    long unended =
        journal.start(new RunStart("dead", Optional.of(9L), Optional.empty(), Instant.EPOCH));
    assertThat(unended).isPositive();

    // When
    run(RecipeChoice.DEFAULT, (turn, labels) -> Outcomes.published(1));

    // Then
    assertThat(rows()).containsExactly("dead interrupted null null", "kim published 1 no worse");
    assertThat(journal.lastLearntLabel()).isNotEqualTo(9);
  }

  @Test
  void whatIsWrongWithADirectoryIsToldWithoutNames(@TempDir Path root) throws IOException {
    Files.createDirectories(root.resolve("Miller_Ann"));

    InvalidDataSetException failure =
        catchThrowableOfType(InvalidDataSetException.class, () -> DataDirectory.open(root));

    assertThat(failure).hasMessageContaining("Miller_Ann");
    assertThat(FailureText.of(failure)).doesNotContain("Miller_Ann").contains("unknown label");
  }

  /** An outage: the trainer's connections are gone. */
  private static void endConnections() {
    try (Connection connection = database.administrator().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'thoraflow_trainer'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> rows() throws SQLException {
    try (Connection connection = database.dataSource(Role.DASHBOARD).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT started_by, outcome, model_version, detail FROM training_run ORDER BY id")) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(
            "%s %s %s %s"
                .formatted(
                    rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
      }
      return found;
    }
  }
}
