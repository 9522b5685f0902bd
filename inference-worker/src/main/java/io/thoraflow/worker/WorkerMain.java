package io.thoraflow.worker;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.process.StopSignal;
import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's process: settings from the environment, exit status 0 after SIGTERM or SIGINT. */
public final class WorkerMain {
  private static final Logger logger = LoggerFactory.getLogger(WorkerMain.class);

  private static final Duration LONGEST_STOP = Duration.ofMillis(9500);

  private WorkerMain() {}

  /**
   * @param arguments none
   */
  public static void main(String[] arguments) {
    StopSignal stop =
        StopSignal.install(
            LONGEST_STOP,
            () ->
                System.err.println(
                    "the worker did not end within " + LONGEST_STOP.toSeconds() + " s"));
    TensorFlowRuntime.assumeFrozenWeights();
    int status = 0;
    try (Worker worker = Worker.start(WorkerConfig.from(Settings.fromEnvironment()))) {
      stop.or(worker.failure()).join();
    } catch (InvalidSettingsException e) {
      logger.error("The worker cannot start:{}{}", System.lineSeparator(), e.getMessage());
      status = 2;
    } catch (Exception e) {
      status = explain(cause(e));
    }
    stop.finished(status);
  }

  /** What a {@link CompletionException} wraps. */
  private static Throwable cause(Exception e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  /** The exit status. */
  private static int explain(Throwable cause) {
    logger.debug("in full", cause);
    if (cause instanceof AccessRefusedException) {
      logger.error("The worker ends: {}", cause.getMessage());
      return AccessRefusedException.EXIT_STATUS;
    }
    logger.error("The worker ends: {}", cause.toString());
    return 1;
  }
}
