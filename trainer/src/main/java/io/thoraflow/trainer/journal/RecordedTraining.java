package io.thoraflow.trainer.journal;

import io.thoraflow.contract.database.LabelSnapshot;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.trainer.run.RecipeChoice;
import io.thoraflow.trainer.run.RunGivenUpException;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs training in its turn, and records how it starts and ends. */
public final class RecordedTraining {
  private static final Logger log = LoggerFactory.getLogger(RecordedTraining.class);

  private static final int ATTEMPTS = 4;
  private static final LabelSnapshot UNREAD = new LabelSnapshot(List.of(), 0);

  /** File systems take the time from a clock that is some milliseconds behind. */
  private static final Duration CLOCK_TICK = Duration.ofMillis(20);

  private final DataSource database;
  private final TrainingJournal journal;
  private final Clock clock;

  /**
   * @param database as {@link io.thoraflow.contract.database.Role#TRAINER}, with two connections at
   *     least: one is held while training
   */
  public RecordedTraining(DataSource database, Clock clock) {
    this.database = database;
    this.journal = new TrainingJournal(database);
    this.clock = clock;
  }

  /** The training itself. */
  @FunctionalInterface
  public interface Work {
    /**
     * @param labels clinicians' readings; none for a recipe that reads none
     */
    TrainingOutcome run(TrainingTurn turn, LabelSnapshot labels) throws IOException;
  }

  /**
   * @param by the person or process that starts it
   * @throws TrainerBusyException if another run is going on
   */
  public TrainingOutcome run(String by, TrainingRequest request, Work work) throws IOException {
    try (TrainingTurn turn = TrainingTurn.take(database)) {
      boolean readsLabels = request.recipe() == RecipeChoice.DEFAULT;
      LabelSnapshot labels = readsLabels ? new LabelStore(database).snapshot() : UNREAD;
      long run =
          journal.start(
              new RunStart(
                  by,
                  readsLabels ? Optional.of(labels.last()) : Optional.empty(),
                  request.data(),
                  clock.instant().minus(CLOCK_TICK)));
      return recorded(run, () -> work.run(turn, labels));
    }
  }

  private interface Training {
    TrainingOutcome run() throws IOException;
  }

  private TrainingOutcome recorded(long run, Training training) throws IOException {
    try {
      TrainingOutcome outcome = training.run();
      end(run, RunState.of(outcome.state()), OptionalInt.of(outcome.version()), outcome.reason());
      return outcome;
    } catch (RunGivenUpException e) {
      endInFailure(run, RunState.INTERRUPTED, e);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      endInFailure(run, RunState.FAILED, e);
      throw e;
    }
  }

  /** That this cannot be recorded, either, must not hide what failed. */
  private void endInFailure(long run, RunState state, Throwable failure) {
    try {
      end(run, state, OptionalInt.empty(), FailureText.of(failure));
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Each attempt waits some seconds for a database that is away; once it is back, one is enough.
   */
  private void end(long run, RunState state, OptionalInt version, String detail) {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        journal.end(run, state, version, detail);
        return;
      } catch (StorageException e) {
        log.warn("{}; trying again", e.getMessage());
      }
    }
    journal.end(run, state, version, detail);
  }
}
