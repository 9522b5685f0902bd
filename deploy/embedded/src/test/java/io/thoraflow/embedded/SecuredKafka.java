package io.thoraflow.embedded;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.embedded.testing.Authority;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker as {@code deploy/kafka/broker-security.properties} sets it up: TLS, SCRAM-SHA-512 and
 * access control lists.
 */
public final class SecuredKafka implements AutoCloseable {
  public static final String ADMIN = "admin";

  private static final String BROKER = "kafka";
  private static final Duration START = Duration.ofSeconds(60);
  private static final int ITERATIONS = 4096;

  /** Instead of an hour, for tests that change passwords. */
  private static final Duration REAUTHENTICATION = Duration.ofSeconds(10);

  private final String address;
  private final Authority authority;
  private final ChildProcess process;

  private SecuredKafka(String address, Authority authority, ChildProcess process) {
    this.address = address;
    this.authority = authority;
    this.process = process;
  }

  /**
   * @param security {@code broker-security.properties}
   * @param authority signs the broker's certificate
   */
  public static SecuredKafka start(Path home, Path security, Authority authority)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(home);
    RecordedPort held = RecordedPort.hold(home.resolve("port"), 0);
    RecordedPort heldController = RecordedPort.hold(home.resolve("controller-port"), 0);
    int port = held.number();
    int controllerPort = heldController.number();
    Path properties = home.resolve("server.properties");
    BrokerProperties.write(properties, home.resolve("logs"), port, controllerPort);
    try (Writer more = Files.newBufferedWriter(properties, StandardOpenOption.APPEND)) {
      secured(security, authority, port, controllerPort).store(more, null);
    }
    Path output = home.resolve("broker.out");
    ChildProcess process =
        new ChildJvm(
                BrokerMain.class.getName(),
                List.of(
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dlogback.configurationFile=embedded-broker-logback.xml",
                    "-Dembedded.broker.log=" + home.resolve("broker.log")),
                List.of(
                    properties.toString(),
                    Uuid.randomUuid().toString(),
                    "--add-scram",
                    scram(BROKER),
                    "--add-scram",
                    scram(ADMIN)),
                Map.of(),
                output)
            .start();
    SecuredKafka kafka = new SecuredKafka("127.0.0.1:" + port, authority, process);
    Readiness.await(
        "Kafka",
        process,
        START,
        home.resolve("broker.log"),
        () -> EmbeddedKafka.listens(port) && kafka.serves());
    return kafka;
  }

  private static Properties secured(
      Path security, Authority authority, int port, int controllerPort)
      throws IOException, GeneralSecurityException {
    Properties properties = new Properties();
    String text =
        Files.readString(security)
            .replace("@BROKER_PASSWORD@", passwordOf(BROKER))
            .replace("@KEYSTORE_PASSWORD@", authority.password());
    try (Reader reader = new StringReader(text)) {
      properties.load(reader);
    }
    properties.setProperty(
        "ssl.keystore.location", authority.issue(BROKER, "ip:127.0.0.1").keyStore().toString());
    properties.setProperty("ssl.truststore.location", authority.certificate().toString());
    properties.setProperty(
        "listeners",
        "SASL_SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    properties.setProperty("advertised.listeners", "SASL_SSL://127.0.0.1:" + port);
    properties.setProperty("connections.max.reauth.ms", Long.toString(REAUTHENTICATION.toMillis()));
    return properties;
  }

  private static String scram(String user) {
    return "SCRAM-SHA-512=[name=%s,password=%s]".formatted(user, passwordOf(user));
  }

  private boolean serves() {
    try (Admin admin =
        Admin.create(
            connection(ADMIN)
                .with(
                    Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000)))) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Makes users, each with a password of its own. */
  public void addUsers(String... users) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(connection(ADMIN).with(Map.of()))) {
      for (String user : users) {
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        user,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                        passwordOf(user))))
            .all()
            .get();
      }
    }
  }

  /** Takes away what a user may do with a topic. */
  public void revoke(String user, String topic) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(connection(ADMIN).with(Map.of()))) {
      admin
          .deleteAcls(
              List.of(
                  new AclBindingFilter(
                      new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL),
                      new AccessControlEntryFilter(
                          "User:" + user, null, AclOperation.ANY, AclPermissionType.ANY))))
          .all()
          .get();
    }
  }

  /** Those of clients hold what has to be quoted. */
  private static String passwordOf(String user) {
    return user.equals(BROKER) || user.equals(ADMIN)
        ? "secret-of-" + user
        : "\"secret\\ of " + user;
  }

  /** The settings of a process that logs in as that user. */
  public Map<String, String> settings(String user) {
    Map<String, String> settings = new HashMap<>();
    settings.put("KAFKA_BOOTSTRAP_SERVERS", address);
    settings.put("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    settings.put("KAFKA_USER", user);
    settings.put("KAFKA_PASSWORD", passwordOf(user));
    settings.put("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
    settings.put("KAFKA_SSL_TRUSTSTORE_LOCATION", authority.certificate().toString());
    return settings;
  }

  public KafkaConnection connection(String user) {
    return KafkaConnection.from(Settings.of(settings(user)));
  }

  @Override
  public void close() {
    process.stop(Duration.ofSeconds(8));
  }
}
