package io.thoraflow.standalone.chaos;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.ingest.audit.Audit;
import io.thoraflow.ingest.audit.AuditReport;
import io.thoraflow.ingest.audit.AuditScope;
import io.thoraflow.ingest.audit.Finding;
import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.standalone.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** Waits until nothing is on its way, and says what must not be. */
final class Judgement {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final int SHOWN = 5;

  private final ChaosConfig config;
  private final ChaosPipeline pipeline;
  private final Database database;
  private final Console console;
  private final Audit audit;

  /**
   * @param database as a role that reads everything
   */
  Judgement(ChaosConfig config, ChaosPipeline pipeline, Database database, Console console) {
    this.config = config;
    this.pipeline = pipeline;
    this.database = database;
    this.console = console;
    this.audit = pipeline.audit(database);
  }

  ChaosResult of(
      Path list,
      FileFeed.Figures dropped,
      Map<String, Integer> struck,
      Set<Integer> badVersions,
      Duration dropping)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    settle(list, begin);
    Duration settling = Duration.ofNanos(System.nanoTime() - begin);
    List<String> violations = new ArrayList<>();
    Map<String, Outcome> expected = new TreeMap<>(dropped.expected());
    List<String> surprises = new ArrayList<>();
    AuditReport report =
        Retry.until(
            "the last audit",
            () -> {
              expected.putAll(dropped.expected());
              surprises.clear();
              return audit.run(
                  AuditScope.thorough(list),
                  finding -> compare(finding, expected.remove(finding.id()), surprises));
            });
    expected.keySet().forEach(sha256 -> surprises.add("%s is nowhere".formatted(sha256)));
    judge(report, surprises, violations);
    Map<Integer, Long> rows = Retry.until("counting rows", this::rowsByVersion);
    for (int version : badVersions) {
      if (rows.containsKey(version)) {
        violations.add(
            "%d diagnoses by version %d, which must be refused"
                .formatted(rows.get(version), version));
      }
    }
    int planned = config.faults();
    int done = struck.values().stream().mapToInt(Integer::intValue).sum();
    if (done != planned) {
      violations.add("%d of %d faults happened".formatted(done, planned));
    }
    return new ChaosResult(
        struck,
        dropped.files(),
        dropped.again(),
        dropped.slow(),
        report,
        Retry.until("counting records", () -> TopicSize.of(pipeline.kafka(), Topics.XRAY_RECEIVED)),
        rows,
        dropping,
        settling,
        violations);
  }

  /** A running pipeline must never look as if it had lost something. */
  private void settle(Path list, long begin) throws IOException, InterruptedException {
    AuditScope scope = new AuditScope(Optional.of(list), false, false, Optional.empty());
    String before = "";
    while (System.nanoTime() - begin < config.settle().toNanos()) {
      Optional<AuditReport> report = look(scope, Audit.silent());
      if (report.isPresent()) {
        AuditReport found = report.get();
        if (found.count(Outcome.LOST) > 0 || (found.isSettled() && found.unfinished() == 0)) {
          return;
        }
        String now =
            "%d in flight, %d records wait"
                .formatted(found.count(Outcome.IN_FLIGHT), found.waitingRecords());
        if (!now.equals(before)) {
          console.say(now);
          before = now;
        }
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
  }

  /** Empty while a server is not back yet. */
  private Optional<AuditReport> look(AuditScope scope, Consumer<Finding> listener)
      throws IOException, InterruptedException {
    try {
      return Optional.of(audit.run(scope, listener));
    } catch (KafkaException | StorageException e) {
      return Optional.empty();
    }
  }

  private static void compare(Finding finding, Outcome expected, List<String> surprises) {
    if (expected == null) {
      surprises.add("%s was never dropped, and is %s".formatted(finding.id(), text(finding)));
    } else if (finding.outcome() != expected) {
      surprises.add(
          "%s must be %s, but is %s".formatted(finding.id(), expected.text(), text(finding)));
    }
  }

  private static String text(Finding finding) {
    return finding.outcome().text();
  }

  private static void judge(AuditReport report, List<String> surprises, List<String> violations) {
    addIf(violations, report.count(Outcome.LOST), "files are lost");
    addIf(violations, report.doubled(), "rows are doubled");
    addIf(violations, report.count(Outcome.IN_FLIGHT), "files are stuck");
    addIf(violations, report.waitingRecords(), "records are stuck");
    addIf(violations, report.unfinished(), "files in the inbox are unfinished");
    addIf(violations, report.contradictory(), "files are both diagnosed and rejected");
    addIf(violations, report.changed(), "originals have changed");
    addIf(violations, surprises.size(), "files did not end as they must");
    violations.addAll(surprises.subList(0, Math.min(SHOWN, surprises.size())));
  }

  private static void addIf(List<String> violations, long count, String what) {
    if (count > 0) {
      violations.add("%d %s".formatted(count, what));
    }
  }

  private Map<Integer, Long> rowsByVersion() throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT model_version, count(*) FROM diagnosis GROUP BY model_version")) {
      Map<Integer, Long> counts = new TreeMap<>();
      while (rows.next()) {
        counts.put(rows.getInt(1), rows.getLong(2));
      }
      return counts;
    }
  }
}
