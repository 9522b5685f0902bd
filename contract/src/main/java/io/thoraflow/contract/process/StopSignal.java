package io.thoraflow.contract.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into an orderly end.
 *
 * <p>The JVM answers a signal by running its shutdown hooks and would then exit with 143 or 130; a
 * stop that was asked for and went well is no failure. This hook asks the main thread to end, waits
 * for it within limits, and exits with the status that main decided on. It halts the JVM, as what
 * could not be given up in time must not hold the process.
 */
public final class StopSignal {
  private final Duration limit;
  private final Runnable late;
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile int status = 1;

  private StopSignal(Duration limit, Runnable late) {
    this.limit = limit;
    this.late = late;
  }

  /**
   * @param limit how long the main thread may take to end
   * @param late says that it took longer
   */
  public static StopSignal install(Duration limit, Runnable late) {
    StopSignal signal = new StopSignal(limit, late);
    Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop"));
    return signal;
  }

  private void onShutdown() {
    asked.complete(null);
    try {
      // At once when main itself ends the process.
      if (!finished.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        late.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }

  /** Completes when a signal came, or as {@code other} does. */
  public CompletableFuture<Object> or(CompletableFuture<?> other) {
    return CompletableFuture.anyOf(asked, other);
  }

  /** Waits for the signal. */
  public void await() {
    asked.join();
  }

  /** Main is done: ends the process with this status. */
  public void finished(int exitStatus) {
    status = exitStatus;
    finished.countDown();
    System.exit(exitStatus);
  }
}
