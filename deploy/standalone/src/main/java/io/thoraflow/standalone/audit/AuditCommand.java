package io.thoraflow.standalone.audit;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.audit.Audit;
import io.thoraflow.ingest.audit.AuditFolders;
import io.thoraflow.ingest.audit.AuditReport;
import io.thoraflow.ingest.audit.AuditScope;
import io.thoraflow.ingest.audit.Finding;
import io.thoraflow.ingest.audit.Groups;
import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.ingest.audit.Repair;
import io.thoraflow.ingest.rediagnose.Originals;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow audit}. */
@Command(
    name = "audit",
    description = {
      "Compares what was dropped with what became of it: in inbox, archive, rejected files, Kafka and"
          + " the database. Changes nothing, and may run beside a busy pipeline.",
      "Exit status 0: nothing is lost, doubled or changed, and nothing left of what was erased; 1: something is."
    })
public final class AuditCommand implements Callable<Integer> {
  private static final int SHOWN = 20;

  @Mixin private DataOption data;

  @Option(
      names = "--dropped",
      paramLabel = "FILE",
      description =
          "what was dropped, a SHA-256 in each line as sha256sum prints it (default: what inbox,"
              + " archive and rejected files hold)")
  private Path dropped;

  @Option(
      names = "--deep",
      description = "also read the records that workers are done with: all that the topics hold")
  private boolean deep;

  @Option(
      names = "--verify",
      description = "also read every original and compare its SHA-256 with its name")
  private boolean verify;

  @Option(
      names = "--expired-before",
      paramLabel = "DATE",
      description =
          "originals and diagnoses of X-rays received before that day may be gone, and of no others"
              + " (default: what retention was applied to, as archive and database have noted)")
  private LocalDate expiredBefore;

  @Option(
      names = "--repair",
      description = "put files that have no outcome back before the workers, then tell how many")
  private boolean repair;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (dropped != null && !Files.isReadable(dropped)) {
      throw new CommandException("there is no readable file " + dropped);
    }
    Console console = new Console(System.out);
    Settings settings = Settings.fromEnvironment();
    DataFolder folder = data.folder(System.getenv());
    Access access = new Access(folder, settings);
    AuditFolders folders = folders(new PipelineFolders(folder, settings));
    List<Finding> lost = new ArrayList<>();
    AuditReport report;
    try (Database database = access.database(Role.DASHBOARD)) {
      report =
          access.onKafka(
              repair ? KafkaRole.OPERATOR : KafkaRole.AUDITOR,
              kafka ->
                  new Audit(
                          database.dataSource(),
                          kafka,
                          groups(settings),
                          folders,
                          Clock.systemUTC())
                      .run(scope(), finding -> addIfLost(finding, lost)));
    }
    new AuditSheet(console).print(report, lost.subList(0, Math.min(SHOWN, lost.size())));
    if (repair) {
      repair(lost, access, groups(settings), folders, settings, console);
    }
    return report.isClean() ? 0 : 1;
  }

  private AuditScope scope() {
    return new AuditScope(
        Optional.ofNullable(dropped),
        deep,
        verify,
        Optional.ofNullable(expiredBefore).map(AuditCommand::beginning));
  }

  private static Instant beginning(LocalDate day) {
    return day.atStartOfDay(ZoneId.systemDefault()).toInstant();
  }

  private static void addIfLost(Finding finding, List<Finding> lost) {
    if (finding.outcome() == Outcome.LOST) {
      lost.add(finding);
    }
  }

  private static void repair(
      List<Finding> lost,
      Access access,
      Groups groups,
      AuditFolders folders,
      Settings settings,
      Console console)
      throws IOException, InterruptedException {
    List<Finding> repairable = lost.stream().filter(Finding::isRepairable).toList();
    if (repairable.isEmpty()) {
      console.print("nothing can be put back");
      return;
    }
    Repair.Counts counts =
        access.onKafka(
            KafkaRole.OPERATOR,
            kafka ->
                new Repair(
                        kafka,
                        groups,
                        folders,
                        new Originals(folders.archive(), Originals.reader(settings)),
                        access.pseudonymizer())
                    .run(repairable));
    console.print(
        "put back: %d X-rays, %d rejections; audit again when the workers have read them"
            .formatted(counts.xrays(), counts.rejections()));
    if (counts.siteless() > 0) {
      console.print(
          "  %d of the X-rays now have the site default, as nothing told theirs"
              .formatted(counts.siteless()));
    }
    counts
        .left()
        .forEach((reason, count) -> console.print("  %d left out: %s".formatted(count, reason)));
  }

  static Groups groups(Settings settings) {
    return new Groups(
        settings.text("KAFKA_CONSUMER_GROUP", "inference-worker"), Topics.REPLAY_GROUP);
  }

  private static AuditFolders folders(PipelineFolders folders) {
    return new AuditFolders(folders.inbox(), folders.archive(), folders.rejected());
  }
}
