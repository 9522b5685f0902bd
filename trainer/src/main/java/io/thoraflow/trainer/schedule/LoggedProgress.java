package io.thoraflow.trainer.schedule;

import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.recipe.EpochResult;
import io.thoraflow.trainer.run.RunGivenUpException;
import io.thoraflow.trainer.run.TrainingProgress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log how a run goes on, and ends the run when its process shall stop. */
final class LoggedProgress implements TrainingProgress {
  private static final Logger log = LoggerFactory.getLogger(LoggedProgress.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private volatile boolean givenUp;
  private long lastLine = System.nanoTime();

  /** Ends the run at its next step. */
  void giveUp() {
    givenUp = true;
  }

  private void goOn() {
    if (givenUp) {
      throw new RunGivenUpException();
    }
  }

  @Override
  public void phase(String name) {
    goOn();
    log.debug("Training: {}.", name);
  }

  @Override
  public void reading(int done, int total) {
    goOn();
  }

  @Override
  public void extraction(ExtractionProgress progress) {
    goOn();
    if (System.nanoTime() - lastLine > PAUSE.toNanos()) {
      lastLine = System.nanoTime();
      log.info(
          "Training: features of {} of {} images, {} min left.",
          progress.done(),
          progress.total(),
          progress.remaining().toMinutes());
    }
  }

  @Override
  public void attempt(int attempt, long seed) {
    goOn();
  }

  @Override
  public void epoch(EpochResult result) {
    goOn();
  }

  @Override
  public void note(String text) {
    log.warn("Training: {}", text);
  }
}
