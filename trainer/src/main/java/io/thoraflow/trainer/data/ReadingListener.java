package io.thoraflow.trainer.data;

/** Hears how the reading of a data set goes on, on the thread that asked for it. */
@FunctionalInterface
public interface ReadingListener {
  /**
   * @param done files so far
   * @param total files in all, as far as is known
   */
  void progress(int done, int total);
}
