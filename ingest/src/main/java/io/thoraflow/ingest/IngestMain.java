package io.thoraflow.ingest;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingest process: takes its settings from the environment, and stops on SIGTERM. */
public final class IngestMain {
  private static final Logger LOG = LoggerFactory.getLogger(IngestMain.class);

  private static final int MAX_STOP_SECONDS = 9;

  private IngestMain() {}

  public static void main(String[] arguments) {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Ingest ingest =
        Ingest.start(IngestConfig.from(Settings.fromEnvironment()), Clock.systemUTC())) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped), "stop"));
      stop.await();
    } catch (InvalidSettingsException | IOException e) {
      LOG.error("ingest cannot start: {}", e.getMessage());
      System.exit(1);
    } catch (InterruptedException | RuntimeException e) {
      LOG.error("ingest failed", e);
      System.exit(1);
    } finally {
      stopped.countDown();
    }
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      if (!stopped.await(MAX_STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("ingest did not stop within {} s", MAX_STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
