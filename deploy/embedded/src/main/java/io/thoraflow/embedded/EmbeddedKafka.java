package io.thoraflow.embedded;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.embedded.process.Orphan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker (one KRaft node) in a JVM of its own, on loopback only.
 *
 * <p>Its data and its port are kept in its folder, so that the next start finds both. It leaves by
 * itself when the process that started it ends.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(8);
  private static final Duration ORPHAN = Duration.ofSeconds(10);

  private final Path folder;
  private final RecordedPort port;
  private final RecordedPort controllerPort;
  private final Optional<BrokerUsers> users;
  private final ChildProcess process;

  private EmbeddedKafka(
      Path folder,
      RecordedPort port,
      RecordedPort controllerPort,
      Optional<BrokerUsers> users,
      ChildProcess process) {
    this.folder = folder;
    this.port = port;
    this.controllerPort = controllerPort;
    this.users = users;
    this.process = process;
  }

  /** Starts a broker that lets everybody on this machine in: for tests and measurements. */
  public static EmbeddedKafka start(Path home, int preferredPort) {
    return start(home, preferredPort, Optional.empty());
  }

  /**
   * Starts the broker and waits until it serves.
   *
   * @param home its folder, made when absent
   * @param preferredPort for the first start, 0 for any
   * @param users whom it lets in
   * @throws ServerStartException with the broker's last words
   */
  public static EmbeddedKafka start(Path home, int preferredPort, BrokerUsers users) {
    return start(home, preferredPort, Optional.of(users));
  }

  private static EmbeddedKafka start(Path home, int preferredPort, Optional<BrokerUsers> users) {
    Path folder = home.toAbsolutePath().normalize();
    try {
      endOrphan(folder);
      RecordedPort port = RecordedPort.hold(folder.resolve("port"), preferredPort);
      RecordedPort controllerPort = RecordedPort.hold(folder.resolve("controller-port"), 0);
      try {
        return start(folder, port, controllerPort, users);
      } catch (IOException | RuntimeException e) {
        port.close();
        controllerPort.close();
        throw e;
      }
    } catch (IOException e) {
      throw cannotStart(folder, e);
    }
  }

  /**
   * Starts a broker that has died once more, where its clients look for it.
   *
   * @throws ServerStartException also if somebody else has taken its port
   */
  public EmbeddedKafka startAgain() {
    try {
      endOrphan(folder);
      port.requireFree("Kafka");
      controllerPort.requireFree("Kafka's controller");
      return start(folder, port, controllerPort, users);
    } catch (IOException e) {
      throw cannotStart(folder, e);
    }
  }

  private static EmbeddedKafka start(
      Path folder, RecordedPort port, RecordedPort controllerPort, Optional<BrokerUsers> users)
      throws IOException {
    Path output = folder.resolve("broker.out");
    Path properties = folder.resolve("server.properties");
    BrokerProperties.write(
        properties, folder.resolve("logs"), port.number(), controllerPort.number(), users);
    Files.deleteIfExists(output);
    ChildProcess process = child(folder, properties, output).start();
    Files.writeString(folder.resolve("broker.pid"), Long.toString(process.pid()));
    EmbeddedKafka broker = new EmbeddedKafka(folder, port, controllerPort, users, process);
    Readiness.await(
        "Kafka", process, START, output, () -> listens(port.number()) && broker.serves());
    return broker;
  }

  private static void endOrphan(Path folder) throws IOException {
    Optional<Orphan> orphan =
        Orphan.find(folder.resolve("broker.pid"), BrokerMain.class.getName() + " " + folder);
    if (orphan.isPresent()) {
      orphan.get().end("TERM", ORPHAN);
    }
  }

  private static ServerStartException cannotStart(Path folder, IOException problem) {
    return new ServerStartException(
        "Kafka cannot start in %s: %s".formatted(folder, problem), problem);
  }

  private static ChildJvm child(Path folder, Path properties, Path output) throws IOException {
    return new ChildJvm(
        BrokerMain.class.getName(),
        List.of(
            "-Xmx512m",
            "-Xms128m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=embedded-broker-logback.xml",
            "-Dembedded.broker.log=" + folder.resolve("broker.log")),
        List.of(properties.toString(), clusterId(folder)),
        Map.of(),
        output);
  }

  private static String clusterId(Path folder) throws IOException {
    Path file = folder.resolve("cluster-id");
    if (!Files.exists(file)) {
      AtomicFile.write(file, Uuid.randomUuid().toString(), AtomicFile.Option.SYNCED);
    }
    return Files.readString(file);
  }

  /** An Admin client asks for the port in vain for a second at a time: try a bare socket first. */
  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean serves() {
    Map<String, Object> config =
        connection()
            .with(
                Map.of(
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000));
    try (Admin admin = Admin.create(config)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** As the administrator, where the broker asks. */
  public KafkaConnection connection() {
    String address = "127.0.0.1:" + port.number();
    return users
        .map(asked -> asked.administrator(address))
        .orElseGet(() -> KafkaConnection.to(address));
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the broker is gone for whatever reason. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit();
  }

  /** As {@code kill -9}; the data stays. */
  public void kill() {
    process.kill();
  }

  /** Stops the broker; its data stays. */
  @Override
  public void close() {
    stop(STOP);
  }

  /** As {@link #close}, with less or more patience before it is killed. */
  public void stop(Duration patience) {
    process.stop(patience);
    port.close();
    controllerPort.close();
  }
}
