package io.thoraflow.trainer.data;

/** What an X-ray is for in a run. */
public enum Side {
  /** Weights are fitted to it. */
  TRAINING,
  /** Thresholds are chosen and versions compared on it; no version ever trains on it. */
  VALIDATION,
  /** Used once, at the end. */
  TEST
}
