package io.thoraflow.trainer.run;

import io.thoraflow.contract.process.ProcessStatus;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Watches how much memory this process holds besides mapped files. */
public final class AnonymousMemory implements AutoCloseable {
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
      peakKilobytes = Math.max(peakKilobytes, ProcessStatus.own().anonymousKilobytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
