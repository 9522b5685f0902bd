package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.chaos.ChaosPipeline;
import io.thoraflow.standalone.chaos.Signals;
import io.thoraflow.standalone.chaos.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One server that is away for a while, and what the log files held before and after.
 *
 * @param server its name
 * @param begin seconds since the run began
 * @param end likewise
 * @param lines that each process wrote to its log meanwhile, without the first minute
 */
record Outage(String server, double begin, double end, Map<String, Long> lines) {
  /** In it, what is on its way fails, and says so. */
  static final Duration SETTLE = Duration.ofMinutes(1);

  /** What is done to a server. */
  @FunctionalInterface
  private interface Strike {
    List<ProcessHandle> on(ProcessHandle process) throws IOException, InterruptedException;
  }

  /**
   * Kills a server and keeps it away: what would start it again is suspended meanwhile.
   *
   * @param lasts longer than {@link #SETTLE}
   */
  static Outage gone(
      ChaosPipeline pipeline, Target server, Duration lasts, Recorder recorder, LogLines logs)
      throws IOException, InterruptedException {
    List<ProcessHandle> supervisor = List.of(process(pipeline, Target.SUPERVISOR));
    Signals.send("STOP", supervisor.get(0));
    return strike(
        pipeline,
        server,
        process -> {
          Signals.send("KILL", process);
          return supervisor;
        },
        lasts,
        recorder,
        logs);
  }

  /** Suspends a server, which then takes connections and never answers. */
  static Outage hanging(
      ChaosPipeline pipeline, Target server, Duration lasts, Recorder recorder, LogLines logs)
      throws IOException, InterruptedException {
    return strike(pipeline, server, Signals::suspend, lasts, recorder, logs);
  }

  private static Outage strike(
      ChaosPipeline pipeline,
      Target server,
      Strike strike,
      Duration lasts,
      Recorder recorder,
      LogLines logs)
      throws IOException, InterruptedException {
    double begin = recorder.seconds();
    List<ProcessHandle> suspended = strike.on(process(pipeline, server));
    try {
      Thread.sleep(SETTLE.toMillis());
      Map<String, Long> before = logs.count();
      Thread.sleep(lasts.minus(SETTLE).toMillis());
      return new Outage(server.name(), begin, recorder.seconds(), logs.since(before));
    } finally {
      for (ProcessHandle process : suspended) {
        Signals.send("CONT", process);
      }
    }
  }

  private static ProcessHandle process(ChaosPipeline pipeline, Target target) throws IOException {
    return pipeline
        .process(target)
        .orElseThrow(() -> new CommandException(target.name() + " does not run"));
  }

  /** Whether a moment is in it, its first minute aside. */
  boolean holds(double seconds) {
    return seconds >= begin + SETTLE.toSeconds() && seconds <= end;
  }
}
