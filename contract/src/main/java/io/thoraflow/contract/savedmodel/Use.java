package io.thoraflow.contract.savedmodel;

/** The occasions on which an op may run, each including those before it. */
enum Use {
  /** In a prediction. */
  PREDICTING,

  /** When a loaded model is initialized. */
  ASSIGNING,

  /** When a model's variables are filled from its own checkpoint. */
  RESTORING,

  /** Here never: exporters leave in a graph what saves it, and what trained it. */
  NEVER;

  Use orMore(Use other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
