package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A command that a locked server refuses says so in one sentence: whom, by what, and what to do.
 */
class CommandRefusedTest {
  private static final String OPERATOR = KafkaRole.OPERATOR.defaultUser();
  private static final String TRAINER = KafkaRole.TRAINER.defaultUser();
  private static final String GRANT =
      "grant it, for instance by ./thoraflow kafka acls --apply as an administrator";

  @RegisterExtension static final LockedServers servers = new LockedServers();

  @Test
  void commandsSayWhyTheyAreRefused() throws Exception {
    assertThat(servers.command(servers.kafka().settings(LockedServers.WORKER), "replay"))
        .containsExactly(
            "1",
            "thoraflow: Kafka at %s forbids User:%s to use consumer group thoraflow-replay"
                    .formatted(servers.address(), LockedServers.WORKER)
                + "; "
                + GRANT);
    assertThat(
            servers.command(
                LockedServers.with(
                    servers.kafka().settings(OPERATOR), Map.of("KAFKA_PASSWORD", "guessed")),
                "replay"))
        .containsExactly(
            "1",
            "thoraflow: Kafka at %s refuses User:%s: no such user with this password; KAFKA_USER and KAFKA_PASSWORD, or KAFKA_SASL_JAAS_CONFIG, must be what the brokers know"
                .formatted(servers.address(), OPERATOR));
    assertThat(servers.command(servers.kafka().settings(OPERATOR), "kafka", "acls", "--apply"))
        .containsExactly(
            "1",
            ("thoraflow: the rights cannot be granted at %s: Kafka at %s forbids User:%s to write"
                    + " any topic, and to administer the cluster; KAFKA_USER must be one whose role"
                    + " may, or else one of the brokers' super.users")
                .formatted(servers.address(), servers.address(), OPERATOR));
  }

  @Test
  void whoPublishesAModelIsToldWhyItIsRefused() throws Exception {
    Map<String, String> trainer =
        LockedServers.with(
            servers.kafka().settings(TRAINER), servers.database().settings(Role.TRAINER));

    assertThat(
            servers.command(
                LockedServers.with(trainer, Map.of("DATABASE_PASSWORD", "guessed")),
                "model",
                "promote",
                "1"))
        .containsExactly(
            "1",
            "thoraflow: PostgreSQL at %s refuses user thoraflow_trainer: no such user with this password; DATABASE_USER and DATABASE_PASSWORD must be what PostgreSQL knows"
                .formatted(servers.databaseAddress()));
    assertThat(
            servers.command(
                LockedServers.with(trainer, servers.kafka().settings(LockedServers.WORKER)),
                "model",
                "promote",
                "1"))
        .containsExactly(
            "0",
            "WARN Model version 1 is published, but could not be announced: workers find it at their next poll (Kafka at %s forbids User:%s to read or write topic model.published; %s)."
                .formatted(servers.address(), LockedServers.WORKER, GRANT),
            "version 1 serves");
  }
}
