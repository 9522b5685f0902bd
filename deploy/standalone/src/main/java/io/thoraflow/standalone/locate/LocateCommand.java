package io.thoraflow.standalone.locate;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.locate.AccessLog;
import io.thoraflow.ingest.locate.Locate;
import io.thoraflow.ingest.locate.Original;
import io.thoraflow.ingest.locate.PatientSelection;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow locate}. */
@Command(
    name = "locate",
    description = {
      "Leads from a patient, a pseudonym or an X-ray to the original files.",
      "Every question is noted in logs/access.jsonl of the data folder, without the patient's id."
    })
public final class LocateCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @ArgGroup(multiplicity = "1")
  private Question question;

  @Mixin private Whose.Namesakes namesakes;

  /** What is asked for. */
  private static final class Question extends Whose {
    @Option(
        names = "--pseudonym",
        paramLabel = "HEX",
        description = "pseudonym of a patient, a study or an instance")
    private String pseudonym;
  }

  @Override
  public Integer call() throws IOException {
    DataFolder folder = data.folder(System.getenv());
    Settings settings = Settings.fromEnvironment();
    try (Database database = new Access(folder, settings).database(Role.DASHBOARD)) {
      Locate locate =
          new Locate(
              database.dataSource(),
              new PipelineFolders(folder, settings).archive(),
              new AccessLog(folder.accessLog(), Clock.systemUTC()));
      Console console = new Console(System.out);
      PatientSelection<Original> found = ask(locate, folder, settings);
      found.taken().forEach(LocateCommand::print);
      Whose.left(found.left()).forEach(console::print);
      if (found.taken().isEmpty()) {
        console.print("no X-ray found");
      }
    }
    return 0;
  }

  private PatientSelection<Original> ask(Locate locate, DataFolder folder, Settings settings)
      throws IOException {
    String who = System.getProperty("user.name");
    if (question.patient() != null) {
      Pseudonymizer key = new Access(folder, settings).pseudonymizer();
      return locate.patient(namesakes.query(question.patient(), key), who);
    }
    List<Original> originals =
        question.pseudonym != null
            ? locate.pseudonym(question.pseudonym, who)
            : locate.xray(question.xray(), who);
    return new PatientSelection<>(new LinkedHashSet<>(originals), Map.of());
  }

  private static void print(Original original) {
    new Console(System.out)
        .print(
            "%s  %s  %s  %s%s"
                .formatted(
                    original.receivedAt(),
                    original.site(),
                    original.sha256(),
                    original.path(),
                    original.present() ? "" : "  (not there)"));
  }
}
