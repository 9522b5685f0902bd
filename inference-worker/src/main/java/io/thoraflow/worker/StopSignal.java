package io.thoraflow.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into an orderly end.
 *
 * <p>The JVM answers a signal by running its shutdown hooks and then exits with 143 or 130. This
 * hook asks the main thread to end, waits for it within limits, and exits with the status that main
 * decided on.
 */
final class StopSignal {
  private static final Duration LIMIT = Duration.ofMillis(9500);

  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile int status = 1;

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop"));
    return signal;
  }

  private void onShutdown() {
    asked.complete(null);
    try {
      // At once when main itself ends the process.
      if (!finished.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("the worker did not end within " + LIMIT.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }

  /** Completes when a signal came, or as {@code failure} does. */
  CompletableFuture<Object> or(CompletableFuture<Void> failure) {
    return CompletableFuture.anyOf(asked, failure);
  }

  /** What a {@link CompletionException} wraps. */
  static Throwable cause(Exception e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  /** Main is done: ends the process with this status. */
  void finished(int exitStatus) {
    status = exitStatus;
    finished.countDown();
    System.exit(exitStatus);
  }
}
