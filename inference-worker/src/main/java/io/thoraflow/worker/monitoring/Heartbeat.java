package io.thoraflow.worker.monitoring;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Tells a thread that works from one that hangs. */
public final class Heartbeat {
  private static final long IDLE = Long.MIN_VALUE;

  private final String thread;
  private final Duration limit;
  private final AtomicLong since = new AtomicLong(IDLE);

  /**
   * @param thread for people
   * @param limit how long one step may take
   */
  public Heartbeat(String thread, Duration limit) {
    this.thread = thread;
    this.limit = limit;
  }

  public String thread() {
    return thread;
  }

  /** A step begins. */
  public void beat() {
    since.set(System.nanoTime());
  }

  /** The thread waits for work, which may take as long as it likes. */
  public void rest() {
    since.set(IDLE);
  }

  /** The problem, if the present step takes too long. */
  public Optional<String> problem() {
    long started = since.get();
    if (started == IDLE) {
      return Optional.empty();
    }
    Duration busy = Duration.ofNanos(System.nanoTime() - started);
    return busy.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of("the %s thread is stuck for %d s".formatted(thread, busy.toSeconds()));
  }
}
