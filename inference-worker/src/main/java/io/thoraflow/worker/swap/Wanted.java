package io.thoraflow.worker.swap;

import java.io.IOException;

/** Asks, while a version is copied, whether anybody still waits for it. */
@FunctionalInterface
interface Wanted {
  /** A version that is wanted whatever comes. */
  Wanted ALWAYS = () -> {};

  /**
   * @throws IOException if nobody does: the copy ends here
   */
  void verify() throws IOException;
}
