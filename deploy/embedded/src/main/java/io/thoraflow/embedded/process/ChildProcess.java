package io.thoraflow.embedded.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running child whose standard input is a pipe from this process; the end of that pipe tells it
 * to leave.
 */
public final class ChildProcess {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;

  public ChildProcess(Process process) {
    this.process = process;
    var unused = process.onExit().thenRun(this::closePipe);
  }

  /**
   * The command in a session of its own, so that Ctrl-C in a terminal reaches the parent only,
   * which then stops its children in the right order.
   */
  public static List<String> detached(List<String> command) {
    List<String> detached = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      detached.add(SETSID.toString());
    }
    detached.addAll(command);
    return detached;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Asks it to leave, without waiting. */
  public void requestStop() {
    closePipe();
  }

  /**
   * Asks it to leave and waits; kills it when it takes longer.
   *
   * @return whether it left by itself
   */
  public boolean stop(Duration patience) {
    requestStop();
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return false;
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  private void closePipe() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The child is gone already.
    }
  }
}
