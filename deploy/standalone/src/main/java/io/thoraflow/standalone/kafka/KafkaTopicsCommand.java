package io.thoraflow.standalone.kafka;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thoraflow kafka topics}. */
@Command(
    name = "topics",
    description = "Makes the topics that are missing on KAFKA_BOOTSTRAP_SERVERS.")
final class KafkaTopicsCommand implements Callable<Integer> {
  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "" + KafkaTopics.DEFAULT_PARTITIONS,
      description =
          "of the topics of X-rays: at most as many workers share the work"
              + " (default: ${DEFAULT-VALUE})")
  private int partitions;

  @Override
  public Integer call() {
    if (partitions < 1) {
      throw new CommandException("--partitions must be 1 or more, but is " + partitions);
    }
    Settings settings = Settings.fromEnvironment();
    Set<String> made =
        KafkaTopics.ensure(settings.verified(KafkaConnection.from(settings)), partitions);
    new Console(System.out)
        .print(
            made.isEmpty()
                ? "all topics are there"
                : "made " + String.join(", ", new TreeSet<>(made)));
    return 0;
  }
}
