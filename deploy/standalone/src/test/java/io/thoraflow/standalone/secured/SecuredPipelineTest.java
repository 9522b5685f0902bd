package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRight;
import io.thoraflow.contract.message.KafkaRightsCheck;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.SecuredKafka;
import io.thoraflow.embedded.testing.Authority;
import io.thoraflow.embedded.testing.SecuredDatabase;
import io.thoraflow.ingest.IngestMain;
import io.thoraflow.ingest.rediagnose.WaitingXrays;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.bench.StubModel;
import io.thoraflow.standalone.replay.DeadLetterReplay;
import io.thoraflow.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline with everything locked: Kafka and PostgreSQL under TLS, each process logged in as
 * its own user with just its own rights.
 */
class SecuredPipelineTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String INGEST = KafkaRole.INGEST.defaultUser();
  private static final String WORKER = KafkaRole.WORKER.defaultUser();
  private static final String OPERATOR = KafkaRole.OPERATOR.defaultUser();
  private static final String TRAINER = KafkaRole.TRAINER.defaultUser();
  private static final String GRANT =
      "grant it, for instance by ./thoraflow kafka acls --apply as an administrator";

  @TempDir private static Path root;
  private static Authority authority;
  private static Authority stranger;
  private static SecuredKafka kafka;
  private static SecuredDatabase database;

  @BeforeAll
  static void start() throws Exception {
    authority = Authority.in(root.resolve("authority"));
    stranger = Authority.in(root.resolve("stranger"));
    kafka =
        SecuredKafka.start(
            root.resolve("kafka"), Path.of("../kafka/broker-security.properties"), authority);
    kafka.addUsers(
        Arrays.stream(KafkaRole.values()).map(KafkaRole::defaultUser).toArray(String[]::new));
    Map<String, String> admin = kafka.settings(SecuredKafka.ADMIN);
    assertThat(command(admin, "kafka", "topics", "--partitions", "2"))
        .containsExactly(
            "0", "made model.published, xray.dead, xray.received, xray.rediagnose, xray.rejected");
    assertThat(command(admin, "kafka", "acls", "--apply"))
        .containsExactly("0", "19 rights granted");
    database = SecuredDatabase.start(root.resolve("postgresql"), authority);
    try (Database trainer = database.open(Role.TRAINER)) {
      StubModel.publish(root.resolve("models"), new ModelRegistry(trainer.dataSource()));
    }
  }

  @AfterAll
  static void stop() {
    if (database != null) {
      database.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void everyFileArrivesThroughLockedServers() throws Exception {
    // Given
    Path inbox = Files.createDirectories(root.resolve("inbox"));
    Path set = root.resolve("phantoms");
    PhantomSet.write(set, 2, 7);
    try (Child ingest = start(IngestMain.class, ingestSettings(INGEST), "ingest");
        Child worker = start(WorkerMain.class, workerSettings(), "worker")) {

      // When
      List<Path> phantoms = files(set);
      for (int i = 0; i < phantoms.size(); i++) {
        Files.copy(phantoms.get(i), inbox.resolve(Integer.toString(i)));
      }
      Files.writeString(inbox.resolve("letter.txt"), "Dear colleague, ".repeat(40));
      // One that no worker can process.
      try (KafkaProducer<byte[], byte[]> producer = producer(INGEST)) {
        producer.send(new ProducerRecord<>(Topics.XRAY_RECEIVED, new byte[] {1})).get();
      }

      // Then
      await().atMost(PATIENCE).until(() -> count("diagnosis") == phantoms.size());
      await().atMost(PATIENCE).until(() -> count("rejection") == 1);
      await()
          .atMost(PATIENCE)
          .until(() -> worker.console().stream().anyMatch(line -> line.contains("xray.dead")));
      assertThat(new DeadLetterReplay(kafka.connection(KafkaRole.OPERATOR.defaultUser())).run())
          .hasSize(1);
      assertThat(ingest.isAlive() && worker.isAlive()).isTrue();
    }
  }

  @Test
  void aWrongPasswordOfKafkaEndsIngestAndWorkerWithOneSentence() throws Exception {
    String sentence =
        "Kafka at %s refuses User:%s: no such user with this password; KAFKA_USER and"
            + " KAFKA_PASSWORD, or KAFKA_SASL_JAAS_CONFIG, must be what the brokers know";
    Map<String, String> wrong = Map.of("KAFKA_PASSWORD", "guessed");

    assertEnds(
        IngestMain.class,
        with(ingestSettings(INGEST), wrong),
        sentence.formatted(address(), INGEST));
    assertEnds(
        WorkerMain.class, with(workerSettings(), wrong), sentence.formatted(address(), WORKER));
  }

  @Test
  void anUnknownCertificateOfKafkaEndsIngestAndWorkerWithOneSentence() throws Exception {
    String sentence =
        "Kafka at %s is not trusted: its certificate is signed by an authority that is unknown"
                .formatted(address())
            + " here; KAFKA_SSL_TRUSTSTORE_LOCATION must name a file with the authority that signed it";
    Map<String, String> other =
        Map.of("KAFKA_SSL_TRUSTSTORE_LOCATION", stranger.certificate().toString());

    assertEnds(IngestMain.class, with(ingestSettings(INGEST), other), sentence);
    assertEnds(WorkerMain.class, with(workerSettings(), other), sentence);
  }

  @Test
  void aCertificateForAnotherHostIsNamedAsSuch() throws Exception {
    String elsewhere = address().replace("127.0.0.1", "localhost");

    assertEnds(
        IngestMain.class,
        with(ingestSettings(INGEST), Map.of("KAFKA_BOOTSTRAP_SERVERS", elsewhere)),
        "Kafka at %s is not trusted: its certificate was made for another host name; KAFKA_BOOTSTRAP_SERVERS must name hosts as their certificates do"
            .formatted(elsewhere));
  }

  @Test
  void aForbiddenTopicEndsIngestAndWorkerWithOneSentence() throws Exception {
    String sentence = "Kafka at %s forbids User:%s to %s; " + GRANT;

    // Each as the other. The worker's own threads may meet it before its check of all rights.
    assertEnds(
        IngestMain.class,
        ingestSettings(WORKER),
        sentence.formatted(address(), WORKER, "write topic xray.received"));
    assertThat(lastWords(WorkerMain.class, with(workerSettings(), kafka.settings(INGEST))))
        .matches(
            "ERROR The worker ends: "
                + sentence.formatted(address(), INGEST, "read (topic|as consumer group) .*"));
  }

  @Test
  void aWorkerThatMayWriteNoDeadLettersSaysSoAtItsStart() throws Exception {
    // Given
    String user = "newcomer";
    kafka.addUsers(user);
    command(
        kafka.settings(SecuredKafka.ADMIN), "kafka", "acls", "--apply", "--user", "worker=" + user);
    kafka.revoke(user, Topics.XRAY_DEAD);

    // Then
    assertEnds(
        WorkerMain.class,
        with(workerSettings(), kafka.settings(user)),
        "Kafka at %s forbids User:%s to write topic xray.dead; %s"
            .formatted(address(), user, GRANT));
  }

  @Test
  void aForbiddenConsumerGroupEndsTheWorkerWithOneSentence() throws Exception {
    // Whichever of the worker's groups is joined first.
    assertThat(
            lastWords(
                WorkerMain.class, with(workerSettings(), Map.of("KAFKA_CONSUMER_GROUP", "others"))))
        .matches(
            "ERROR The worker ends: Kafka at %s forbids User:%s to read as consumer group others[a-z-]*; %s"
                .formatted(address(), WORKER, GRANT));
  }

  @Test
  void aWrongPasswordOfPostgresEndsTheWorkerWithOneSentence() throws Exception {
    assertEnds(
        WorkerMain.class,
        with(workerSettings(), Map.of("DATABASE_PASSWORD", "guessed")),
        "PostgreSQL at %s refuses user thoraflow_worker: no such user with this password; DATABASE_USER and DATABASE_PASSWORD must be what PostgreSQL knows"
            .formatted(databaseAddress()));
  }

  @Test
  void anUnknownCertificateOfPostgresEndsTheWorkerWithOneSentence() throws Exception {
    assertEnds(
        WorkerMain.class,
        with(workerSettings(), Map.of("DATABASE_URL", database.url(stranger))),
        "PostgreSQL at %s is not trusted: its certificate is signed by an authority that is unknown here; the sslrootcert of DATABASE_URL must name a file with the authority that signed it"
            .formatted(databaseAddress()));
  }

  @Test
  void commandsSayWhyTheyAreRefused() throws Exception {
    assertThat(command(kafka.settings(WORKER), "replay"))
        .containsExactly(
            "1",
            "thoraflow: Kafka at %s forbids User:%s to read as consumer group thoraflow-replay"
                    .formatted(address(), WORKER)
                + "; "
                + GRANT);
    assertThat(
            command(with(kafka.settings(OPERATOR), Map.of("KAFKA_PASSWORD", "guessed")), "replay"))
        .containsExactly(
            "1",
            "thoraflow: Kafka at %s refuses User:%s: no such user with this password; KAFKA_USER and KAFKA_PASSWORD, or KAFKA_SASL_JAAS_CONFIG, must be what the brokers know"
                .formatted(address(), OPERATOR));
    assertThat(command(kafka.settings(OPERATOR), "kafka", "acls", "--apply"))
        .containsExactly(
            "1",
            ("thoraflow: the rights cannot be granted at %s: Kafka at %s forbids User:%s to administer the cluster, and to write any topic;"
                    + " log in as one of its super.users, or let one grant it by ./thoraflow kafka acls --apply")
                .formatted(address(), address(), OPERATOR));
  }

  @Test
  void whoPublishesAModelIsToldWhyItIsRefused() throws Exception {
    Map<String, String> trainer = with(kafka.settings(TRAINER), database.settings(Role.TRAINER));

    assertThat(
            command(with(trainer, Map.of("DATABASE_PASSWORD", "guessed")), "model", "promote", "1"))
        .containsExactly(
            "1",
            "thoraflow: PostgreSQL at %s refuses user thoraflow_trainer: no such user with this password; DATABASE_USER and DATABASE_PASSWORD must be what PostgreSQL knows"
                .formatted(databaseAddress()));
    assertThat(command(with(trainer, kafka.settings(WORKER)), "model", "promote", "1"))
        .containsExactly(
            "0",
            "WARN Model version 1 is published, but could not be announced: workers find it at their next poll (Kafka at %s forbids User:%s to read or write topic model.published; %s)."
                .formatted(address(), WORKER, GRANT),
            "version 1 serves");
  }

  @Test
  void eachPrincipalMayDoItsOwnWorkAndNoMore() {
    assertThat(mayWrite(INGEST)).containsExactly(Topics.XRAY_RECEIVED, Topics.XRAY_REJECTED);
    assertThat(mayWrite(WORKER)).containsExactly(Topics.XRAY_DEAD);
    assertThat(mayWrite(TRAINER)).containsExactly(Topics.MODEL_PUBLISHED);
    assertThat(mayWrite(OPERATOR))
        .containsExactly(Topics.XRAY_RECEIVED, Topics.XRAY_REDIAGNOSE, Topics.MODEL_PUBLISHED);
    assertThat(mayWrite(KafkaRole.MONITOR.defaultUser())).isEmpty();
    assertThatThrownBy(() -> new DeadLetterReplay(kafka.connection(INGEST)).run())
        .isInstanceOf(AuthorizationException.class);
  }

  @Test
  void operatorsSeeWhatWaits() throws Exception {
    assertThat(new WaitingXrays(kafka.connection(OPERATOR), "inference-worker").count()).isZero();
  }

  private static List<String> mayWrite(String user) {
    return Stream.of(
            Topics.XRAY_RECEIVED,
            Topics.XRAY_REDIAGNOSE,
            Topics.XRAY_REJECTED,
            Topics.XRAY_DEAD,
            Topics.MODEL_PUBLISHED)
        .filter(topic -> isAllowed(user, KafkaRight.topic(AclOperation.WRITE, topic)))
        .toList();
  }

  private static boolean isAllowed(String user, KafkaRight right) {
    try (Admin admin = Admin.create(kafka.connection(user).with(Map.of()))) {
      return KafkaRightsCheck.missing(admin, List.of(right), PATIENCE).isEmpty();
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> ingestSettings(String user) {
    Map<String, String> settings = new HashMap<>(kafka.settings(user));
    settings.put("INGEST_INBOX", root.resolve("inbox").toString());
    settings.put("INGEST_ARCHIVE", root.resolve("archive").toString());
    settings.put("INGEST_REJECTED", root.resolve("rejected").toString());
    settings.put("INGEST_STABLE_FOR", "100ms");
    settings.put("PSEUDONYM_SECRET", "0123456789abcdef".repeat(2));
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  private static Map<String, String> workerSettings() throws IOException {
    Map<String, String> settings = with(kafka.settings(WORKER), database.settings(Role.WORKER));
    // One of the secrets as a file, as container platforms mount them.
    settings.put(
        "KAFKA_PASSWORD_FILE",
        Files.writeString(root.resolve("worker.secret"), settings.remove("KAFKA_PASSWORD") + "\n")
            .toString());
    settings.put("MODEL_REPOSITORY", root.resolve("models").toString());
    settings.put("MODEL_CACHE", root.resolve("model-cache").toString());
    settings.put("WORKER_DEVICE", "stub");
    settings.put("WORKER_STUB_MILLIS", "10");
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  private static Map<String, String> with(Map<String, String> settings, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    if (more.containsKey("KAFKA_PASSWORD")) {
      all.remove("KAFKA_PASSWORD_FILE"); // Only one of the two may be set.
    }
    return all;
  }

  private static String address() {
    return kafka.connection(INGEST).bootstrapServers();
  }

  private static String databaseAddress() {
    return DatabaseConfig.from(Settings.of(database.settings(Role.WORKER)), Role.WORKER).address();
  }

  private static Child start(Class<?> main, Map<String, String> settings, String name)
      throws IOException {
    return Child.start(main, settings, Files.createTempDirectory(root, name).resolve(name));
  }

  /** The exit status, then what the command printed. */
  private static List<String> command(Map<String, String> settings, String... arguments)
      throws Exception {
    Path output = Files.createTempDirectory(root, "command").resolve("output");
    try (Child child = Child.command(List.of(arguments), settings, output)) {
      List<String> result = new ArrayList<>(List.of(Integer.toString(child.exitStatus())));
      result.addAll(child.console());
      return result;
    }
  }

  private static void assertEnds(Class<?> main, Map<String, String> settings, String sentence)
      throws Exception {
    assertThat(lastWords(main, settings))
        .isEqualTo(
            main == IngestMain.class
                ? "ERROR ingest ends: " + sentence + "; files stay in the inbox"
                : "ERROR The worker ends: " + sentence);
  }

  /** It ends by itself, after one line on what is wrong. */
  private static String lastWords(Class<?> main, Map<String, String> settings) throws Exception {
    try (Child child = start(main, settings, "refused")) {
      assertThat(child.exitStatus()).isEqualTo(AccessRefusedException.EXIT_STATUS);
      assertThat(child.console()).filteredOn(line -> line.startsWith("ERROR")).hasSize(1);
      assertThat(child.console()).filteredOn(line -> line.startsWith("WARN")).isEmpty();
      assertThat(child.log()).hasSizeLessThan(40);
      return child.console().stream().filter(line -> line.startsWith("ERROR")).findFirst().get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String user) {
    return new KafkaProducer<>(
        kafka.connection(user).with(Map.of()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static long count(String table) throws SQLException {
    try (Database dashboard = database.open(Role.DASHBOARD);
        Connection connection = dashboard.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
