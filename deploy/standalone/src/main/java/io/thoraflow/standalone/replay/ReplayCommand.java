package io.thoraflow.standalone.replay;

import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thoraflow replay}. */
@Command(
    name = "replay",
    description =
        "Puts the X-rays that no worker could process back before the workers, once each.")
public final class ReplayCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Access access = new Access(data.folder(System.getenv()), Settings.fromEnvironment());
    Map<String, Integer> replayed =
        access.onKafka(KafkaRole.OPERATOR, kafka -> new DeadLetterReplay(kafka).run());
    Console console = new Console(System.out);
    console.print(
        "%d records replayed"
            .formatted(replayed.values().stream().mapToInt(Integer::intValue).sum()));
    replayed.forEach(
        (reason, count) -> console.print("  %d had died of: %s".formatted(count, reason)));
    return 0;
  }
}
