package io.thoraflow.standalone.soak;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.ingest.audit.Audit;
import io.thoraflow.ingest.audit.AuditReport;
import io.thoraflow.ingest.audit.AuditScope;
import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.chaos.ChaosPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Waits until nothing is on its way, and compares what was dropped with what became of it. */
final class SoakAudit implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final Path list;
  private final Database database;
  private final Audit audit;

  /**
   * @param list of the files' SHA-256
   */
  SoakAudit(ChaosPipeline pipeline, Path list) {
    this.list = list;
    this.database = pipeline.database(Role.DASHBOARD);
    this.audit = pipeline.audit(database);
  }

  /** Returns when nothing is in flight, or after minutes. */
  void settle() throws IOException, InterruptedException {
    AuditScope scope = new AuditScope(Optional.of(list), false, false, Optional.empty());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<AuditReport> report = look(scope);
      if (report.isPresent() && report.get().isSettled() && report.get().unfinished() == 0) {
        return;
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
  }

  /** Of everything, the originals' content included. */
  AuditReport report() throws IOException, InterruptedException {
    return look(AuditScope.thorough(list))
        .orElseThrow(
            () -> new CommandException("a server is away, so that nothing can be audited"));
  }

  private Optional<AuditReport> look(AuditScope scope) throws IOException, InterruptedException {
    try {
      return Optional.of(audit.run(scope, Audit.silent()));
    } catch (KafkaException | StorageException e) {
      return Optional.empty();
    }
  }

  /** What must not be. */
  static List<String> violations(AuditReport report, Feed feed) {
    List<String> violations = new ArrayList<>();
    addIf(violations, report.count(Outcome.LOST), "files are lost");
    addIf(violations, report.doubled(), "rows are doubled");
    addIf(violations, report.count(Outcome.IN_FLIGHT), "files are stuck");
    addIf(violations, report.waitingRecords(), "records are stuck");
    addIf(violations, report.changed(), "originals have changed");
    for (Outcome outcome : List.of(Outcome.DIAGNOSED, Outcome.REJECTED)) {
      if (report.count(outcome) != feed.expected(outcome)) {
        violations.add(
            "%d files are %s, but %d must be"
                .formatted(report.count(outcome), outcome.text(), feed.expected(outcome)));
      }
    }
    return violations;
  }

  private static void addIf(List<String> violations, long count, String what) {
    if (count > 0) {
      violations.add("%d %s".formatted(count, what));
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
