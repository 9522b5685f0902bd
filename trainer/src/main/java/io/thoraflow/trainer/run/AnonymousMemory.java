package io.thoraflow.trainer.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Watches how much memory this process holds besides mapped files. */
public final class AnonymousMemory implements AutoCloseable {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long INTERVAL_MILLIS = 100;
  private static final double KILO = 1024;

  private final Thread watching = new Thread(this::watch, "memory");
  private volatile long peakKilobytes;

  public AnonymousMemory() {
    watching.setDaemon(true);
    watching.start();
  }

  /** The most so far. */
  public double peakMegabytes() {
    measure();
    return peakKilobytes / KILO;
  }

  @Override
  public void close() {
    watching.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        measure();
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void measure() {
    try {
      peakKilobytes =
          Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith("RssAnon:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .reduce(peakKilobytes, Math::max);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
