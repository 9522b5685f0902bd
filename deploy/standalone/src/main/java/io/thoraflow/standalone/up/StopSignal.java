package io.thoraflow.standalone.up;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as an event of the main thread: it is interrupted once, and the JVM waits
 * until it has stopped everything.
 */
public final class StopSignal implements AutoCloseable {
  /** All that a stop may take, with a margin to the ten seconds promised. */
  private static final Duration LONGEST_STOP = Duration.ofMillis(9_800);

  private final Thread main = Thread.currentThread();
  private volatile boolean requested;
  private final CountDownLatch done = new CountDownLatch(1);

  /** The calling thread is the one that will stop everything. */
  public StopSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
  }

  /** Waits for the signal. */
  public void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // The signal: it comes once, and is used up here.
    }
  }

  public boolean isRequested() {
    return requested;
  }

  private void stopAndWait() {
    requested = true;
    main.interrupt();
    try {
      done.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is stopped. */
  @Override
  public void close() {
    done.countDown();
  }
}
