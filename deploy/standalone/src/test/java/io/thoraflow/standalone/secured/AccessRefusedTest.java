package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.SecuredKafka;
import io.thoraflow.ingest.IngestMain;
import io.thoraflow.trainer.TrainerMain;
import io.thoraflow.worker.WorkerMain;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A process that a locked server refuses says so in one sentence: whom, by what, and what to do.
 */
class AccessRefusedTest {
  private static final String TRAINER = KafkaRole.TRAINER.defaultUser();
  private static final String GRANT =
      "grant it, for instance by ./thoraflow kafka acls --apply as an administrator";

  @RegisterExtension static final LockedServers servers = new LockedServers();

  @Test
  void aWrongPasswordOfKafkaEndsIngestAndWorkerWithOneSentence() throws Exception {
    String sentence =
        "Kafka at %s refuses User:%s: no such user with this password; KAFKA_USER and"
            + " KAFKA_PASSWORD, or KAFKA_SASL_JAAS_CONFIG, must be what the brokers know";
    Map<String, String> wrong = Map.of("KAFKA_PASSWORD", "guessed");

    assertEnds(
        IngestMain.class,
        LockedServers.with(servers.ingestSettings(LockedServers.INGEST), wrong),
        sentence.formatted(servers.address(), LockedServers.INGEST));
    assertEnds(
        WorkerMain.class,
        LockedServers.with(servers.workerSettings(), wrong),
        sentence.formatted(servers.address(), LockedServers.WORKER));
  }

  @Test
  void anUnknownCertificateOfKafkaEndsIngestAndWorkerWithOneSentence() throws Exception {
    String sentence =
        "Kafka at %s is not trusted: its certificate is signed by an authority that is unknown"
                .formatted(servers.address())
            + " here; KAFKA_SSL_TRUSTSTORE_LOCATION must name a file with the authority that signed"
            + " it";
    Map<String, String> other =
        Map.of("KAFKA_SSL_TRUSTSTORE_LOCATION", servers.stranger().certificate().toString());

    assertEnds(
        IngestMain.class,
        LockedServers.with(servers.ingestSettings(LockedServers.INGEST), other),
        sentence);
    assertEnds(WorkerMain.class, LockedServers.with(servers.workerSettings(), other), sentence);
  }

  @Test
  void aCertificateForAnotherHostIsNamedAsSuch() throws Exception {
    String elsewhere = servers.address().replace("127.0.0.1", "localhost");

    assertEnds(
        IngestMain.class,
        LockedServers.with(
            servers.ingestSettings(LockedServers.INGEST),
            Map.of("KAFKA_BOOTSTRAP_SERVERS", elsewhere)),
        "Kafka at %s is not trusted: its certificate was made for another host name; KAFKA_BOOTSTRAP_SERVERS must name hosts as their certificates do"
            .formatted(elsewhere));
  }

  @Test
  void aForbiddenTopicEndsIngestAndWorkerWithOneSentence() throws Exception {
    String sentence = "Kafka at %s forbids User:%s to %s; " + GRANT;

    // Each as the other. The worker's own threads may meet it before its check of all rights.
    assertEnds(
        IngestMain.class,
        servers.ingestSettings(LockedServers.WORKER),
        sentence.formatted(servers.address(), LockedServers.WORKER, "write topic xray.received"));
    assertThat(
            lastWords(
                WorkerMain.class,
                LockedServers.with(
                    servers.workerSettings(), servers.kafka().settings(LockedServers.INGEST))))
        .matches(
            "ERROR The worker ends: "
                + sentence.formatted(
                    servers.address(), LockedServers.INGEST, "(read topic|use consumer group) .*"));
  }

  @Test
  void aWorkerThatMayWriteNoDeadLettersSaysSoAtItsStart() throws Exception {
    // Given
    String user = "newcomer";
    servers.kafka().addUsers(user);
    servers.command(
        servers.kafka().settings(SecuredKafka.ADMIN),
        "kafka",
        "acls",
        "--apply",
        "--user",
        "worker=" + user);
    servers.kafka().revoke(user, Topics.XRAY_DEAD);

    // Then
    assertEnds(
        WorkerMain.class,
        LockedServers.with(servers.workerSettings(), servers.kafka().settings(user)),
        "Kafka at %s forbids User:%s to write topic xray.dead; %s"
            .formatted(servers.address(), user, GRANT));
  }

  @Test
  void aForbiddenConsumerGroupEndsTheWorkerWithOneSentence() throws Exception {
    // Whichever of the worker's groups is joined first.
    assertThat(
            lastWords(
                WorkerMain.class,
                LockedServers.with(
                    servers.workerSettings(), Map.of("KAFKA_CONSUMER_GROUP", "others"))))
        .matches(
            "ERROR The worker ends: Kafka at %s forbids User:%s to use consumer group others[a-z-]*; %s"
                .formatted(servers.address(), LockedServers.WORKER, GRANT));
  }

  @Test
  void aWrongPasswordOfPostgresEndsTheWorkerWithOneSentence() throws Exception {
    assertEnds(
        WorkerMain.class,
        LockedServers.with(servers.workerSettings(), Map.of("DATABASE_PASSWORD", "guessed")),
        "PostgreSQL at %s refuses user thoraflow_worker: no such user with this password; DATABASE_USER and DATABASE_PASSWORD must be what PostgreSQL knows"
            .formatted(servers.databaseAddress()));
  }

  @Test
  void anUnknownCertificateOfPostgresEndsTheWorkerWithOneSentence() throws Exception {
    assertEnds(
        WorkerMain.class,
        LockedServers.with(
            servers.workerSettings(),
            Map.of("DATABASE_URL", servers.database().url(servers.stranger()))),
        "PostgreSQL at %s is not trusted: its certificate is signed by an authority that is unknown here; the sslrootcert of DATABASE_URL must name a file with the authority that signed it"
            .formatted(servers.databaseAddress()));
  }

  @Test
  void aTrainerThatIsNotLetInEndsWithOneSentence() throws Exception {
    Map<String, String> settings = servers.trainerSettings(1000);

    assertEnds(
        TrainerMain.class,
        LockedServers.with(settings, Map.of("KAFKA_PASSWORD", "guessed")),
        "Kafka at %s refuses User:%s: no such user with this password; KAFKA_USER and KAFKA_PASSWORD, or KAFKA_SASL_JAAS_CONFIG, must be what the brokers know"
            .formatted(servers.address(), TRAINER));
    assertEnds(
        TrainerMain.class,
        LockedServers.with(
            settings,
            Map.of("KAFKA_SSL_TRUSTSTORE_LOCATION", servers.stranger().certificate().toString())),
        "Kafka at %s is not trusted: its certificate is signed by an authority that is unknown here; KAFKA_SSL_TRUSTSTORE_LOCATION must name a file with the authority that signed it"
            .formatted(servers.address()));
    assertEnds(
        TrainerMain.class,
        LockedServers.with(settings, servers.kafka().settings(LockedServers.WORKER)),
        "Kafka at %s forbids User:%s to write topic model.published; %s"
            .formatted(servers.address(), LockedServers.WORKER, GRANT));
    assertEnds(
        TrainerMain.class,
        LockedServers.with(settings, Map.of("DATABASE_PASSWORD", "guessed")),
        "PostgreSQL at %s refuses user thoraflow_trainer: no such user with this password; DATABASE_USER and DATABASE_PASSWORD must be what PostgreSQL knows"
            .formatted(servers.databaseAddress()));
  }

  /** It goes on: only a right is missing, which can be granted without a new start. */
  @Test
  void aTrainerWithAnotherRoleInTheDatabaseSaysWhatItMayNotRead() throws Exception {
    try (Child trainer =
        servers.start(
            TrainerMain.class,
            LockedServers.with(
                servers.trainerSettings(1000), servers.database().settings(Role.READER)),
            "trainer")) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  trainer.console().stream()
                      .anyMatch(
                          line ->
                              line.matches(
                                  "WARN labels: new labels cannot be counted: .* failed with"
                                      + " SQLState 42501: permission denied for table training_run;"
                                      + " DATABASE_USER must be of the role that may")));
      assertThat(trainer.isAlive()).isTrue();
    }
  }

  private static void assertEnds(Class<?> main, Map<String, String> settings, String sentence)
      throws Exception {
    assertThat(lastWords(main, settings))
        .isEqualTo(
            main == IngestMain.class
                ? "ERROR ingest ends: " + sentence + "; files stay in the inbox"
                : "ERROR The %s ends: %s"
                    .formatted(main == TrainerMain.class ? "trainer" : "worker", sentence));
  }

  /** It ends by itself, after one line on what is wrong. */
  private static String lastWords(Class<?> main, Map<String, String> settings) throws Exception {
    try (Child child = servers.start(main, settings, "refused")) {
      assertThat(child.exitStatus()).isEqualTo(AccessRefusedException.EXIT_STATUS);
      assertThat(child.console()).filteredOn(line -> line.startsWith("ERROR")).hasSize(1);
      assertThat(child.console()).filteredOn(line -> line.startsWith("WARN")).isEmpty();
      assertThat(child.log()).hasSizeLessThan(40);
      return child.console().stream().filter(line -> line.startsWith("ERROR")).findFirst().get();
    }
  }
}
