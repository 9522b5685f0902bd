package io.thoraflow.standalone.supervise;

import io.thoraflow.embedded.ServerStartException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps one service running: starts it again when it dies, and says so, until it is stopped. */
public final class Supervised {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LASTING = Duration.ofMinutes(1);

  private final Service service;
  private final Consumer<String> console;
  private final Runnable onChange;
  private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE, LASTING);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Object lock = new Object();
  private Service.Running running;

  private Supervised(Service service, Consumer<String> console, Runnable onChange) {
    this.service = service;
    this.console = console;
    this.onChange = onChange;
  }

  /**
   * Starts the service, and keeps it running from then on.
   *
   * @param console is told when it dies
   * @param onChange is called after each start and each death
   * @throws ServerStartException if the first start fails
   */
  public static Supervised start(Service service, Consumer<String> console, Runnable onChange)
      throws IOException {
    Supervised supervised = new Supervised(service, console, onChange);
    supervised.running = service.start();
    Thread thread = new Thread(supervised::keepRunning, "supervisor-of-" + service.name());
    thread.setDaemon(true);
    thread.start();
    return supervised;
  }

  public String name() {
    return service.name();
  }

  /** Of the process that runs now, 0 while it is down. */
  public long pid() {
    synchronized (lock) {
      return running == null ? 0 : running.pid();
    }
  }

  private void keepRunning() {
    Service.Running current = running;
    while (current != null) {
      long started = System.nanoTime();
      int exitCode = current.onExit().join();
      if (isStopping()) {
        return;
      }
      clear();
      current = startAgain("stopped (exit code %d)".formatted(exitCode), started);
    }
  }

  /** The next run, null when it is no longer wanted. */
  private Service.Running startAgain(String firstProblem, long firstStarted) {
    String problem = firstProblem;
    long started = firstStarted;
    while (true) {
      Duration pause = backOff.after(Duration.ofNanos(System.nanoTime() - started));
      console.accept(
          "%s %s; starting it again in %d s".formatted(service.name(), problem, pause.toSeconds()));
      if (stopsWithin(pause)) {
        return null;
      }
      started = System.nanoTime();
      try {
        return startUnlessStopping();
      } catch (IOException | ServerStartException e) {
        problem = "does not start: " + e.getMessage();
      }
    }
  }

  private Service.Running startUnlessStopping() throws IOException {
    Service.Running next = service.start();
    synchronized (lock) {
      if (!isStopping()) {
        running = next;
      }
    }
    if (isStopping()) {
      next.stop(Duration.ofSeconds(5));
      return null;
    }
    console.accept("%s runs again".formatted(service.name()));
    onChange.run();
    return next;
  }

  private void clear() {
    synchronized (lock) {
      running = null;
    }
    onChange.run();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private boolean stopsWithin(Duration pause) {
    try {
      return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Stops the service for good. Whoever asks again waits, too. */
  public void stop(Duration patience) {
    Service.Running last;
    synchronized (lock) {
      stopping.countDown();
      last = running;
    }
    if (last != null) {
      last.stop(patience);
      synchronized (lock) {
        running = null;
      }
    }
  }
}
