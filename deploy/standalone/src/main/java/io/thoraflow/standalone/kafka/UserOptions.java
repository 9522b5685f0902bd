package io.thoraflow.standalone.kafka;

import io.thoraflow.contract.message.KafkaRole;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Who has which role. */
final class UserOptions {
  @Option(
      names = "--user",
      paramLabel = "ROLE=NAME",
      description = {
        "who has a role: ingest, worker, trainer, operator, auditor or monitor; may be given"
            + " several",
        "times, and one user may have several (default: thoraflow-ROLE)"
      })
  private Map<KafkaRole, String> users = Map.of();

  String of(KafkaRole role) {
    return users.getOrDefault(role, role.defaultUser());
  }

  Map<KafkaRole, String> all() {
    Map<KafkaRole, String> all = new EnumMap<>(KafkaRole.class);
    for (KafkaRole role : KafkaRole.values()) {
      all.put(role, of(role));
    }
    return all;
  }
}
