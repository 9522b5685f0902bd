package io.thoraflow.standalone.rediagnose;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.rediagnose.Originals;
import io.thoraflow.ingest.rediagnose.Rediagnosis;
import io.thoraflow.ingest.rediagnose.WaitingXrays;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow rediagnose}. */
@Command(
    name = "rediagnose",
    description = {
      "Puts archived X-rays that the serving model has not read back before the workers, the newest"
          + " first.",
      "They yield to new arrivals. Then ./thoraflow model show compares the versions."
    })
public final class RediagnoseCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--since",
      paramLabel = "DATE",
      description = "only X-rays received on that day or later, such as 2026-03-04")
  private LocalDate since;

  @Option(names = "--limit", paramLabel = "N", description = "at most so many X-rays")
  private Long limit;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (limit != null && limit < 1) {
      throw new CommandException("--limit must be 1 or more, but is " + limit);
    }
    DataFolder folder = data.folder(System.getenv());
    Settings settings = Settings.fromEnvironment();
    Access access = new Access(folder, settings);
    Console console = new Console(System.out);
    try (Database database = access.database(Role.DASHBOARD)) {
      int version = servingVersion(database);
      verifyNoneWaits(access, settings);
      Rediagnosis.Counts counts =
          access.onKafka(
              KafkaRole.OPERATOR,
              kafka ->
                  new Rediagnosis(
                          database.dataSource(),
                          kafka,
                          new PipelineFolders(folder, settings).archive(),
                          Originals.reader(settings))
                      .run(
                          version,
                          Optional.ofNullable(since).map(RediagnoseCommand::beginning),
                          limit == null ? Long.MAX_VALUE : limit,
                          new RediagnosisProgress(console)));
      print(counts, version, console);
    }
    return 0;
  }

  private static int servingVersion(Database database) {
    return new ModelRegistry(database.dataSource())
        .serving()
        .map(ModelRow::version)
        .orElseThrow(() -> new CommandException("no model version serves yet"));
  }

  /** What waits has no diagnosis yet, and would be put there once more. */
  private static void verifyNoneWaits(Access access, Settings settings)
      throws IOException, InterruptedException {
    String workers = settings.text("KAFKA_CONSUMER_GROUP", "inference-worker");
    long waiting =
        access.onKafka(KafkaRole.OPERATOR, kafka -> new WaitingXrays(kafka, workers).count());
    if (waiting > 0) {
      throw new CommandException(
          "%d X-rays of an earlier call still wait for the workers; call again when they are read"
              .formatted(waiting));
    }
  }

  private static Instant beginning(LocalDate day) {
    return day.atStartOfDay(ZoneId.systemDefault()).toInstant();
  }

  private static void print(Rediagnosis.Counts counts, int version, Console console) {
    console.print(
        "%d X-rays wait for version %d; workers read them when nothing has arrived"
            .formatted(counts.published(), version));
    counts
        .left()
        .forEach((reason, count) -> console.print("  %d left out: %s".formatted(count, reason)));
  }
}
