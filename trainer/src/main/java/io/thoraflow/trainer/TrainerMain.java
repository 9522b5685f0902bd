package io.thoraflow.trainer;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.process.StopSignal;
import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.contract.tensorflow.TensorFlowUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trainer's process: settings from the environment, exit status 0 after SIGTERM or SIGINT. */
public final class TrainerMain {
  private static final Logger log = LoggerFactory.getLogger(TrainerMain.class);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

  private TrainerMain() {}

  /**
   * @param arguments none
   */
  public static void main(String[] arguments) {
    StopSignal stop =
        StopSignal.install(
            LONGEST_STOP,
            () -> log.warn("The trainer did not stop within {} s", LONGEST_STOP.toSeconds()));
    stop.finished(run(stop));
  }

  /** The process's exit status. */
  private static int run(StopSignal stop) {
    try {
      TrainerConfig config = TrainerConfig.from(Settings.fromEnvironment());
      try (Trainer trainer = Trainer.start(config, Clock.systemUTC())) {
        log.info(
            "The trainer runs by schedule {}, with {} new labels at least; health and metrics on"
                + " port {}",
            config.schedule(),
            config.minNewLabels(),
            trainer.monitoringPort());
        var unused = stop.or(trainer.refusal()).join();
        if (trainer.refusal().isDone()) {
          log.error("The trainer ends: {}", trainer.refusal().join().getMessage());
          return AccessRefusedException.EXIT_STATUS;
        }
      }
      log.info("The trainer has stopped");
      return 0;
    } catch (InvalidSettingsException e) {
      log.error("The trainer cannot start:{}{}", System.lineSeparator(), e.getMessage());
      return 2;
    } catch (IOException | TensorFlowUnavailableException e) {
      log.error("The trainer cannot start: {}", e.getMessage());
      return 1;
    } catch (RuntimeException e) {
      log.error("The trainer failed", e);
      return 1;
    }
  }
}
