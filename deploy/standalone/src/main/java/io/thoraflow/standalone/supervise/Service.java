package io.thoraflow.standalone.supervise;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Something that runs in a process of its own and can be started again and again. */
public interface Service {
  String name();

  /**
   * Starts it; returns when it runs.
   *
   * @throws IOException if the process cannot be started
   * @throws io.thoraflow.embedded.ServerStartException if it does not come up
   */
  Running start() throws IOException;

  /** One run of a service. */
  interface Running {
    long pid();

    /** Completes with the exit code. */
    CompletableFuture<Integer> onExit();

    /** Asks it to leave, waits, and kills it when it takes longer. */
    void stop(Duration patience);
  }
}
