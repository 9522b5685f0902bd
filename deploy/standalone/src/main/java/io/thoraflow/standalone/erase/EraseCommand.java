package io.thoraflow.standalone.erase;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.erase.Erased;
import io.thoraflow.ingest.erase.Erasure;
import io.thoraflow.ingest.erase.Subject;
import io.thoraflow.ingest.locate.AccessLog;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.locate.Whose;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import io.thoraflow.trainer.feature.ErasedFeatures;
import io.thoraflow.trainer.report.ErasedReports;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow erase}. */
@Command(
    name = "erase",
    description = {
      "Erases all that is kept of a patient or an X-ray: originals, rows, features, pictures in reports.",
      "Says what it would erase; with --yes it does. Messages in topics go with the topics' retention",
      "and bring nothing back. Every erasure is noted in logs/access.jsonl and the table erasure."
    })
public final class EraseCommand implements Callable<Integer> {
  private static final String TOPICS =
      "Messages in topics carry the image under a pseudonym until their retention has passed (received"
          + " and rejected 7 days, rediagnose 2, dead letters 90); workers store nothing of them any more.";

  @Mixin private DataOption data;

  @ArgGroup(multiplicity = "1")
  private Whose whose;

  @Mixin private Whose.Namesakes namesakes;

  @Option(names = "--yes", description = "erase, for good")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    DataFolder folder = data.folder(System.getenv());
    Settings settings = Settings.fromEnvironment();
    Access access = new Access(folder, settings);
    PipelineFolders folders = new PipelineFolders(folder, settings);
    Subject subject = subject(access);
    Console console = new Console(System.out);
    try (Database database = access.database(Role.OWNER)) {
      Erasure erasure = new Erasure(database.dataSource(), folders.archive(), folders.rejected());
      Erased found = erasure.preview(subject);
      note(folder, subject, found);
      console.print((yes ? "erases " : "would erase ") + words(found));
      Whose.left(found.left()).forEach(console::print);
      if (yes) {
        erasure.erase(subject, System.getProperty("user.name"));
        eraseTraces(folders, erasure.everErased(), console);
        console.print(TOPICS);
      } else if (!found.isNothing()) {
        console.print("nothing is erased yet; --yes erases it for good");
      }
    }
    return 0;
  }

  private Subject subject(Access access) {
    if (whose.xray() != null) {
      return Subject.xray(whose.xray());
    }
    return Subject.patient(namesakes.query(whose.patient(), access.pseudonymizer()));
  }

  private void note(DataFolder folder, Subject subject, Erased found) {
    new AccessLog(folder.accessLog(), Clock.systemUTC())
        .append(
            System.getProperty("user.name"),
            (yes ? "erase " : "preview erase ") + subject.kind(),
            subject.logged(),
            found.xrays() + found.rejections());
  }

  /** Of all that was ever erased, so that an interrupted erasure is completed by the next. */
  private static void eraseTraces(PipelineFolders folders, Set<String> erased, Console console)
      throws IOException {
    int rows = ErasedFeatures.erase(folders.features(), erased);
    int reports = ErasedReports.erase(folders.reports(), erased);
    console.print(
        "erased %d rows of features, and changed %d files of reports".formatted(rows, reports));
  }

  private static String words(Erased found) {
    return "%d X-rays with %d diagnoses and %d labels, and %d rejected files"
        .formatted(found.xrays(), found.diagnoses(), found.labels(), found.rejections());
  }
}
