package io.thoraflow.trainer;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.contract.tensorflow.TensorFlowUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trainer's process: settings from the environment, exit status 0 after SIGTERM or SIGINT. */
public final class TrainerMain {
  private static final Logger log = LoggerFactory.getLogger(TrainerMain.class);

  private static final int MAX_STOP_SECONDS = 9;

  private TrainerMain() {}

  /**
   * @param arguments none
   */
  public static void main(String[] arguments) {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicInteger status = new AtomicInteger(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stopAndHalt(stop, stopped, status), "stop"));
    status.set(run(stop));
    stopped.countDown();
    System.exit(status.get());
  }

  /** The process's exit status. */
  private static int run(CountDownLatch stop) {
    try {
      TrainerConfig config = TrainerConfig.from(Settings.fromEnvironment());
      try (Trainer trainer = Trainer.start(config, Clock.systemUTC())) {
        log.info(
            "The trainer runs by schedule {}, with {} new labels at least; health and metrics on port {}",
            config.schedule(),
            config.minNewLabels(),
            trainer.monitoringPort());
        stop.await();
      }
      log.info("The trainer has stopped");
      return 0;
    } catch (InvalidSettingsException e) {
      log.error("The trainer cannot start:{}{}", System.lineSeparator(), e.getMessage());
      return 2;
    } catch (IOException | TensorFlowUnavailableException e) {
      log.error("The trainer cannot start: {}", e.getMessage());
      return 1;
    } catch (InterruptedException | RuntimeException e) {
      log.error("The trainer failed", e);
      return 1;
    }
  }

  /** Halts, as a run that could not be given up in time must not hold the process. */
  private static void stopAndHalt(
      CountDownLatch stop, CountDownLatch stopped, AtomicInteger status) {
    stop.countDown();
    try {
      if (!stopped.await(MAX_STOP_SECONDS, TimeUnit.SECONDS)) {
        log.warn("The trainer did not stop within {} s", MAX_STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status.get());
  }
}
