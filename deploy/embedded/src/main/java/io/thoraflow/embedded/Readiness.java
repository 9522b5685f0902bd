package io.thoraflow.embedded;

import io.thoraflow.embedded.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waits until a server that was just started answers. */
final class Readiness {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int LAST_LINES = 5;

  private Readiness() {}

  /**
   * @param output where the server prints, for the message
   * @throws ServerStartException with the server's last words, if it dies or takes too long; it is
   *     dead then
   */
  static void await(
      String server, ChildProcess process, Duration patience, Path output, BooleanSupplier ready) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ready.getAsBoolean()) {
      boolean late = System.nanoTime() > deadline;
      if (late || !process.isAlive()) {
        process.stop(Duration.ofSeconds(2));
        throw new ServerStartException(
            "%s %s; its log %s ends with:%n%s"
                .formatted(
                    server,
                    late ? "did not answer within " + patience.toSeconds() + " s" : "stopped",
                    output,
                    lastWords(output)));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("interrupted while a server started", e);
    }
  }

  private static String lastWords(Path output) {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(unreadable)";
    }
  }
}
