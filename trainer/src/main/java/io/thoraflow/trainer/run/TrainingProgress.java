package io.thoraflow.trainer.run;

import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.recipe.TrainingListener;

/** Hears how a training run goes on. */
public interface TrainingProgress extends TrainingListener {
  /** A part of the run begins. */
  void phase(String name);

  /** X-rays are read. */
  void reading(int done, int total);

  /** X-rays pass through the backbone. */
  void extraction(ExtractionProgress progress);

  /** A sentence for people. */
  void note(String text);
}
