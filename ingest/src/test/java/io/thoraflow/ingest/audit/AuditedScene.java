package io.thoraflow.ingest.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.rediagnose.Originals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Scenes on real Kafka and PostgreSQL, and what an audit finds in them. */
abstract class AuditedScene {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  static final Pseudonymizer PSEUDONYMIZER = new Pseudonymizer("a secret of thirty-two characters");

  @TempDir Path root;
  Scene scene;
  Map<String, Finding> findings;

  @BeforeEach
  void open() throws Exception {
    kafka.emptyTopics();
    database.clear();
    findings = new TreeMap<>();
    scene = new Scene(root, kafka, database);
    scene.modelVersion();
  }

  AuditReport run(AuditScope scope) throws Exception {
    // The files of these scenes have just been made, but came long ago.
    return run(scope, Instant.now().plusSeconds(3600));
  }

  AuditReport run(AuditScope scope, Instant now) throws Exception {
    findings.clear();
    return new Audit(
            database.dataSource(Role.DASHBOARD),
            kafka.connection(),
            Scene.GROUPS,
            scene.folders(),
            Clock.fixed(now, Clock.systemUTC().getZone()))
        .run(scope, finding -> findings.put(finding.id(), finding));
  }

  Repair.Counts repair() throws IOException {
    return new Repair(
            kafka.connection(),
            Scene.GROUPS,
            scene.folders(),
            new Originals(
                scene.folders().archive(), new RadiographReader(RadiographPolicy.permissive())),
            PSEUDONYMIZER)
        .run(List.copyOf(findings.values()));
  }

  Map<String, Outcome> outcomes() {
    Map<String, Outcome> outcomes = new TreeMap<>();
    findings.forEach((id, finding) -> outcomes.put(id, finding.outcome()));
    return outcomes;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
