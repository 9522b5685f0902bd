package io.thoraflow.trainer.recipe;

/** Hears how the training of a head goes on. */
public interface TrainingListener {
  /**
   * A head begins from new weights.
   *
   * @param attempt from 1
   */
  void attempt(int attempt, long seed);

  /** An epoch is over. */
  void epoch(EpochResult result);

  /** Hears nothing. */
  static TrainingListener none() {
    return new TrainingListener() {
      @Override
      public void attempt(int attempt, long seed) {}

      @Override
      public void epoch(EpochResult result) {}
    };
  }
}
