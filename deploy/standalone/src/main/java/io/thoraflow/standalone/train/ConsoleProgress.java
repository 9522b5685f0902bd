package io.thoraflow.standalone.train;

import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.weights.Progress;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.recipe.EpochResult;
import io.thoraflow.trainer.run.TrainingProgress;
import java.util.Locale;

/** Shows how a training run goes on. */
final class ConsoleProgress implements TrainingProgress {
  private static final int SECONDS_PER_MINUTE = 60;

  private final Console console;
  private Progress progress;

  ConsoleProgress(Console console) {
    this.console = console;
  }

  @Override
  public void phase(String name) {
    console.say(name);
    progress = new Progress(console, name);
  }

  @Override
  public void reading(int done, int total) {
    progress.show(done, total, "%d of %d X-rays".formatted(done, total));
  }

  @Override
  public void extraction(ExtractionProgress extraction) {
    long left = extraction.remaining().toSeconds();
    progress.show(
        extraction.done(),
        extraction.total(),
        String.format(
            Locale.ROOT,
            "%d of %d images, %.1f/s, %d:%02d left",
            extraction.done(),
            extraction.total(),
            extraction.perSecond(),
            left / SECONDS_PER_MINUTE,
            left % SECONDS_PER_MINUTE));
  }

  @Override
  public void attempt(int attempt, long seed) {
    if (attempt > 1) {
      console.say("attempt %d, seed %d: the head before died".formatted(attempt, seed));
    }
  }

  @Override
  public void epoch(EpochResult result) {
    console.say(
        String.format(
            Locale.ROOT,
            "epoch %d: loss %.4f, validation loss %.4f, validation AUROC %.4f",
            result.epoch(),
            result.loss(),
            result.validationLoss(),
            result.validationAuroc()));
  }

  @Override
  public void note(String text) {
    console.say(text);
  }
}
