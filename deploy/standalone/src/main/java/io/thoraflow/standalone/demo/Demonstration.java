package io.thoraflow.standalone.demo;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.results.Diagnoses;
import io.thoraflow.standalone.results.DiagnosisFeed;
import io.thoraflow.standalone.results.DiagnosisRow;
import io.thoraflow.standalone.results.DiagnosisTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** Sends unseen phantoms through a running pipeline and prints the diagnoses as they come. */
final class Demonstration {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Console console;
  private final Diagnoses diagnoses;
  private final Path inbox;

  Demonstration(Console console, Diagnoses diagnoses, Path inbox) {
    this.console = console;
    this.diagnoses = diagnoses;
    this.inbox = inbox;
  }

  /**
   * @param count phantoms
   * @throws CommandException if diagnoses are still missing after five minutes
   */
  void run(int count, long seed) throws IOException, InterruptedException {
    DiagnosisFeed feed = DiagnosisFeed.fromNow(diagnoses);
    Map<String, String> drawnAs = PhantomDrop.drop(inbox, count, seed);
    console.say("dropped %d unseen phantoms into %s".formatted(drawnAs.size(), inbox));
    DiagnosisTable table = new DiagnosisTable(ZoneId.systemDefault());
    console.print("");
    console.print("drawn as   " + table.header());

    Map<String, String> missing = new HashMap<>(drawnAs);
    int right = 0;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!missing.isEmpty()) {
      for (DiagnosisRow row : feed.next()) {
        String drawn = missing.remove(row.xray());
        if (drawn != null) {
          console.print("%-9s  %s".formatted(drawn, table.row(row)));
          right += drawn.equals(row.label()) ? 1 : 0;
        }
      }
      if (System.nanoTime() > deadline) {
        throw new CommandException(
            "%d of %d phantoms had no diagnosis after %d minutes; see the logs"
                .formatted(missing.size(), drawnAs.size(), PATIENCE.toMinutes()));
      }
      Thread.sleep(POLL.toMillis());
    }
    console.print("");
    console.print("%d of %d diagnosed as they were drawn.".formatted(right, drawnAs.size()));
    console.print(
        "These are drawings, and the demo model was fitted on drawings: it means nothing medically.");
  }
}
