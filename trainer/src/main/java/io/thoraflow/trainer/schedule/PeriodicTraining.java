package io.thoraflow.trainer.schedule;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.trainer.journal.FailureText;
import io.thoraflow.trainer.journal.RunState;
import io.thoraflow.trainer.journal.TrainerBusyException;
import io.thoraflow.trainer.journal.TrainingJournal;
import io.thoraflow.trainer.run.RunGivenUpException;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingProgress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains at a tick when enough labels are new since the last run that came to a verdict.
 *
 * <p>A run that fails leaves its labels new, so that the next tick tries again.
 */
public final class PeriodicTraining {
  private static final Logger log = LoggerFactory.getLogger(PeriodicTraining.class);

  private final int minNewLabels;
  private final NewLabels newLabels;
  private final TrainingJournal journal;
  private final Training training;
  private final TrainerMetrics metrics;
  private final Condition counting = new Condition("labels");
  private final Condition failing = new Condition("training");
  private final LoggedProgress progress = new LoggedProgress();
  private final CompletableFuture<AccessRefusedException> refusal = new CompletableFuture<>();

  /** A whole run, in its turn and recorded. */
  @FunctionalInterface
  public interface Training {
    /**
     * @throws TrainerBusyException if another run is going on
     */
    TrainingOutcome run(TrainingProgress progress) throws IOException;
  }

  public PeriodicTraining(
      int minNewLabels,
      NewLabels newLabels,
      TrainingJournal journal,
      Training training,
      TrainerMetrics metrics) {
    this.minNewLabels = minNewLabels;
    this.newLabels = newLabels;
    this.journal = journal;
    this.training = training;
    this.metrics = metrics;
  }

  /** What keeps it from training, for readiness. */
  public List<Condition> conditions() {
    return List.of(counting, failing);
  }

  /** Completes when PostgreSQL does not let the trainer in, which an operator has to mend. */
  public CompletableFuture<AccessRefusedException> refusal() {
    return refusal;
  }

  /**
   * Trains if enough labels are new. Whatever fails is logged and counted, and never thrown.
   *
   * @return whether new labels could be counted, so that the database was there
   */
  public boolean tick() {
    Optional<NewLabels.Count> waiting = look();
    if (waiting.isPresent() && waiting.get().total() >= minNewLabels) {
      log.info(
          "Training begins: {} readings and {} files are new.",
          waiting.get().readings(),
          waiting.get().files());
      train();
      look();
    }
    return waiting.isPresent();
  }

  private void train() {
    try {
      ended(training.run(progress));
    } catch (TrainerBusyException e) {
      log.info("No training now: {}.", e.getMessage());
    } catch (RunGivenUpException e) {
      metrics.ended(RunState.INTERRUPTED);
      log.info("Training is given up: {}.", e.getMessage());
    } catch (AccessRefusedException e) {
      metrics.ended(RunState.FAILED);
      refusal.complete(e);
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
    }
  }

  /**
   * Looks at what waits, and at what ended last.
   *
   * @return empty where that cannot be seen; readiness tells why
   */
  public Optional<NewLabels.Count> look() {
    try {
      NewLabels.Count waiting = newLabels.count();
      metrics.waiting(waiting.total());
      journal.last().ifPresent(metrics::last);
      counting.clear();
      return Optional.of(waiting);
    } catch (AccessRefusedException e) {
      refusal.complete(e);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      counting.report("new labels cannot be counted: " + FailureText.of(e));
      return Optional.empty();
    }
  }

  /** The run that is going on, and every later one, ends at its next step. */
  public void giveUp() {
    progress.giveUp();
  }

  private void ended(TrainingOutcome outcome) {
    RunState state = RunState.of(outcome.state());
    metrics.ended(state);
    failing.clear();
    log.info(
        "Training has ended: version {} is {} ({}). {}",
        outcome.version(),
        state.code(),
        outcome.reason(),
        outcome.readings().text());
  }

  private void failed(Throwable failure) {
    metrics.ended(RunState.FAILED);
    String text = FailureText.of(failure);
    failing.note("the last run failed, the next tick tries again: " + text);
    log.error("Training failed, the next tick tries again: {}", text);
    log.debug("where: {}", FailureText.trace(failure));
  }
}
