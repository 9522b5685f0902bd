package io.thoraflow.ingest;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    AtomicInteger status = new AtomicInteger(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stopAndExit(stop, stopped, status), "stop"));
    status.set(run(stop));
    stopped.countDown();
    System.exit(status.get());
  }

  /** The process's exit status. */
  private static int run(CountDownLatch stop) {
    try {
      IngestConfig config = IngestConfig.from(Settings.fromEnvironment());
      try (Ingest ingest = Ingest.start(config, Clock.systemUTC())) {
        LOG.info(
            "ingest watches {}; health and metrics on port {}",
            config.inbox().directory(),
            ingest.monitoringPort());
        var unused = ingest.refusal().thenRun(stop::countDown);
        stop.await();
        if (ingest.refusal().isDone()) {
          LOG.error(
              "ingest ends: {}; files stay in the inbox", ingest.refusal().join().getMessage());
          return AccessRefusedException.EXIT_STATUS;
        }
      }
      LOG.info("ingest stopped");
      return 0;
    } catch (InvalidSettingsException | IOException e) {
      LOG.error("ingest cannot start: {}", e.getMessage());
      return 1;
    } catch (InterruptedException | RuntimeException e) {
      LOG.error("ingest failed", e);
      return 1;
    }
  }

  /**
   * The JVM answers a signal by running its shutdown hooks and would then exit with 143 or 130; a
   * stop that was asked for and went well is no failure.
   */
  private static void stopAndExit(
      CountDownLatch stop, CountDownLatch stopped, AtomicInteger status) {
    stop.countDown();
    try {
      if (!stopped.await(MAX_STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("ingest did not stop within {} s", MAX_STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status.get());
  }
}
