package io.thoraflow.trainer.recipe;

/** Which of several steps had the lowest loss, given up after some steps without gain. */
final class Descent {
  private final int patience;
  private int step;
  private int best;
  private double lowest;

  Descent(int patience) {
    this.patience = patience;
  }

  /** Of the next step; after the end it changes nothing. */
  void add(double loss) {
    if (isOver()) {
      return;
    }
    step++;
    if (best == 0 || loss < lowest) {
      best = step;
      lowest = loss;
    }
  }

  boolean isOver() {
    return best > 0 && step - best >= patience;
  }

  /** From 1. */
  int best() {
    return best;
  }
}
