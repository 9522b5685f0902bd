package io.thoraflow.embedded.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that outlived the process that started it and may still hold its folder. */
public final class Orphan {
  private static final Logger log = LoggerFactory.getLogger(Orphan.class);

  private final ProcessHandle process;

  private Orphan(ProcessHandle process) {
    this.process = process;
  }

  /**
   * @param pidFile its first line is the process id
   * @param mark what stands in that process's command line, as the id may be another's by now
   */
  public static Optional<Orphan> find(Path pidFile, String mark) {
    return firstLine(pidFile)
        .filter(line -> line.matches("[0-9]{1,10}"))
        .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
        .filter(ProcessHandle::isAlive)
        .filter(process -> commandLine(process.pid()).contains(mark))
        .map(Orphan::new);
  }

  /** Lets it leave by itself, then asks with a signal, then kills it. */
  public void end(String signal, Duration patience) throws IOException {
    log.info("waiting for a server of an earlier run to leave (process {})", process.pid());
    if (leavesWithin(patience)) {
      return;
    }
    new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(process.pid()))
        .start();
    if (!leavesWithin(patience)) {
      process.destroyForcibly();
      leavesWithin(patience);
    }
  }

  private boolean leavesWithin(Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Optional<String> firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().map(String::strip);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String commandLine(long pid) {
    try {
      return new String(
              Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")), StandardCharsets.UTF_8)
          .replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
