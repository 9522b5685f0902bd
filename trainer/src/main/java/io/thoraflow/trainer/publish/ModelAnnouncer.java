package io.thoraflow.trainer.publish;

/** Tells workers to look at the database now instead of at their next poll. */
@FunctionalInterface
public interface ModelAnnouncer {
  /** Never fails: the announcement is only a hint. */
  void announce(int version);

  /** Where there is nobody to tell. */
  static ModelAnnouncer none() {
    return version -> {};
  }
}
