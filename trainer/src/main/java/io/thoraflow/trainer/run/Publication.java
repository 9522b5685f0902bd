package io.thoraflow.trainer.run;

/** What becomes of a version that the gate accepts; {@code TRAINER_PUBLISH} says. */
public enum Publication {
  /** It serves at once. */
  AUTO,
  /** It stays a candidate until a person promotes it. */
  CANDIDATE
}
