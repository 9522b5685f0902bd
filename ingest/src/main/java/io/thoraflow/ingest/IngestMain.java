package io.thoraflow.ingest;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.process.StopSignal;
import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingest process: takes its settings from the environment, and stops on SIGTERM. */
public final class IngestMain {
  private static final Logger LOG = LoggerFactory.getLogger(IngestMain.class);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

  private IngestMain() {}

  public static void main(String[] arguments) {
    StopSignal stop =
        StopSignal.install(
            LONGEST_STOP,
            () -> LOG.warn("ingest did not stop within {} s", LONGEST_STOP.toSeconds()));
    stop.finished(run(stop));
  }

  /** The process's exit status. */
  private static int run(StopSignal stop) {
    try {
      IngestConfig config = IngestConfig.from(Settings.fromEnvironment());
      try (Ingest ingest = Ingest.start(config)) {
        LOG.info(
            "ingest watches {}; health and metrics on port {}",
            config.inbox().directory(),
            ingest.monitoringPort());
        var unused = stop.or(ingest.refusal()).join();
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
    } catch (RuntimeException e) {
      LOG.error("ingest failed", e);
      return 1;
    }
  }
}
