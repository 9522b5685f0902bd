package io.thoraflow.embedded;

import io.thoraflow.embedded.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes SIGTERM end the server. PostgreSQL answers it by letting nobody in and waiting until
 * everybody has left; pools never leave, so it would neither serve nor end, and nobody would start
 * it again. After a while it is asked for a fast shutdown, which ends the sessions.
 */
final class ShutdownWatch {
  private static final Logger log = LoggerFactory.getLogger(ShutdownWatch.class);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int STATUS_LINE = 7;

  private final ChildProcess process;
  private final Path pidFile;

  private ShutdownWatch(ChildProcess process, Path pidFile) {
    this.process = process;
    this.pidFile = pidFile;
  }

  /**
   * @param pidFile {@code postmaster.pid}, whose eighth line tells what the server is doing
   */
  static void start(ChildProcess process, Path pidFile) {
    Thread thread = new Thread(new ShutdownWatch(process, pidFile)::run, "shutdown-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      long stoppingSince = 0;
      while (process.isAlive()) {
        List<String> lines = lines();
        boolean stopping =
            lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("stopping");
        long now = System.nanoTime();
        stoppingSince = !stopping ? 0 : stoppingSince == 0 ? now : stoppingSince;
        if (stopping && now - stoppingSince > PATIENCE.toNanos()) {
          log.info("PostgreSQL was asked to stop and waits for its clients; ending their sessions");
          new ProcessBuilder("sh", "-c", "kill -s INT \"$0\"", lines.get(0).strip()).start();
          return;
        }
        Thread.sleep(LOOK.toMillis());
      }
    } catch (InterruptedException | IOException e) {
      log.warn("PostgreSQL's shutdown is no longer watched: {}", e.toString());
    }
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(pidFile);
    } catch (IOException e) {
      return List.of(); // Not yet there, or no longer.
    }
  }
}
