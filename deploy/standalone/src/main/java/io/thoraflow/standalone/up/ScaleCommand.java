package io.thoraflow.standalone.up;

import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code thoraflow scale}. */
@Command(
    name = "scale",
    description = {
      "Gives the running pipeline N workers. More of them start while the others go on; of too many the",
      "last started finish their batches and leave. Holds until ./thoraflow up is started again."
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(200);

  /** For all that start and leave. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private DataOption data;

  @Parameters(paramLabel = "N", description = "workers, 1 to " + PipelineConfig.MAX_WORKERS)
  private String number;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException {
    int workers =
        PipelineConfig.workers(number)
            .orElseThrow(
                () ->
                    new CommandException(
                        "N must be 1 to %d, but is %s"
                            .formatted(PipelineConfig.MAX_WORKERS, number)));
    DataFolder folder = data.folder(System.getenv());
    RunningPipeline before = RunningPipeline.require(folder);
    WantedWorkers.ask(folder, workers);
    List<RunningProcess> after = await(folder, workers);
    for (RunningProcess worker : before.workers()) {
      if (after.stream().noneMatch(other -> other.name().equals(worker.name()))) {
        console.print("  %-14s  has left".formatted(worker.name()));
      }
    }
    for (RunningProcess worker : after) {
      console.print(
          "  %-14s  %s/health/ready  %s/metrics"
              .formatted(worker.name(), worker.monitoring(), worker.monitoring()));
    }
    warnOfIdle(folder, workers);
    return 0;
  }

  private static List<RunningProcess> await(DataFolder folder, int workers)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    MonitoringProbe probe = new MonitoringProbe();
    while (true) {
      List<RunningProcess> running = RunningPipeline.require(folder).workers();
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (running.size() == workers) {
        for (RunningProcess worker : running) {
          if (!probe.awaitLive(worker.monitoring(), left)) {
            throw new CommandException(
                "%s does not answer yet; its log is %s"
                    .formatted(worker.name(), folder.log(worker.name())));
          }
        }
        return running;
      }
      if (left.isNegative()) {
        throw new CommandException(
            "after %d s %d workers run instead of %d; the console of ./thoraflow up says why"
                .formatted(PATIENCE.toSeconds(), running.size(), workers));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private void warnOfIdle(DataFolder folder, int workers) {
    int partitions =
        KafkaTopics.partitions(
            new Access(folder, Settings.fromEnvironment()).kafka(KafkaRole.AUDITOR));
    if (workers > partitions) {
      console.print(
          "  %d of them have nothing to do: the topic has %d partitions, and one worker reads a partition"
              .formatted(workers - partitions, partitions));
    }
  }
}
