package io.thoraflow.standalone.chaos;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.BrokerUsers;
import io.thoraflow.embedded.EmbeddedDatabase;
import io.thoraflow.embedded.RecordedPort;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.ingest.audit.Audit;
import io.thoraflow.ingest.audit.AuditFolders;
import io.thoraflow.ingest.audit.Groups;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code thoraflow up} as a process of its own, and what it started. It is started again when it
 * ends, as a service manager does.
 */
public final class ChaosPipeline implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final DataFolder folder;
  private final int workers;
  private final Map<String, String> environment;
  private volatile ChildProcess up;
  private volatile boolean closing;
  private Access access;

  private ChaosPipeline(DataFolder folder, int workers, Map<String, String> environment) {
    this.folder = folder;
    this.workers = workers;
    this.environment = environment;
  }

  /**
   * Starts it and returns when everything runs.
   *
   * @param settings of ingest and workers
   * @throws CommandException if it does not come up
   */
  public static ChaosPipeline start(DataFolder folder, int workers, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(settings);
    // Whatever this process was told of another pipeline.
    for (String name : List.of("KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL", "THORAFLOW_DATA")) {
      environment.put(name, "");
    }
    ChaosPipeline pipeline = new ChaosPipeline(folder, workers, environment);
    pipeline.recordPorts();
    pipeline.up = pipeline.startUp();
    Thread keeper = new Thread(pipeline::keepRunning, "service-manager");
    keeper.setDaemon(true);
    keeper.start();
    try {
      pipeline.awaitStart();
    } catch (CommandException | InterruptedException e) {
      pipeline.close();
      throw e;
    }
    return pipeline;
  }

  /** Ports that no other pipeline prefers, as it may start while a server of this one is down. */
  private void recordPorts() throws IOException {
    RecordedPort kafka = RecordedPort.hold(folder.kafka().resolve("port"), 0);
    RecordedPort database = RecordedPort.hold(folder.database().resolve("port"), 0);
    kafka.close();
    database.close();
  }

  private ChildProcess startUp() throws IOException {
    return new ChildJvm(
            Thoraflow.class.getName(),
            List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=standalone-command-logback.xml"),
            List.of(
                "up", "--data", folder.root().toString(), "--workers", Integer.toString(workers)),
            environment,
            folder.log("up"))
        .start();
  }

  private void keepRunning() {
    try {
      while (true) {
        int unused = up.onExit().join();
        Thread.sleep(1000);
        synchronized (this) {
          if (closing) {
            return;
          }
          up = startUp();
        }
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException("the pipeline cannot be started again", e);
    }
  }

  private void awaitStart() throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    Optional<RunningPipeline> running = RunningPipeline.find(folder);
    while (running.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new CommandException("the pipeline did not start; see " + folder.log("up"));
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
      running = RunningPipeline.find(folder);
    }
    // Both addresses stay, whatever is restarted.
    access =
        new Access(
            folder,
            Settings.of(
                Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS", running.get().kafka(),
                    "KAFKA_SECURITY_PROTOCOL", BrokerUsers.PROTOCOL,
                    "DATABASE_URL", running.get().database())));
  }

  public Access access() {
    return access;
  }

  public KafkaConnection kafka() {
    return access.kafka(KafkaRole.OPERATOR);
  }

  public Database database(Role role) {
    return access.database(role);
  }

  /** Of its folders, its records, and a database that is open as a role that reads everything. */
  public Audit audit(Database dashboard) {
    return new Audit(
        dashboard.dataSource(),
        kafka(),
        new Groups("inference-worker", Topics.REPLAY_GROUP),
        new AuditFolders(folder.inbox(), folder.archive(), folder.rejected()),
        Clock.systemUTC());
  }

  /** A process that runs now; empty while it is down. */
  public Optional<ProcessHandle> process(Target target) throws IOException {
    String mark = folder.root().toString();
    if (target.equals(Target.SUPERVISOR)) {
      return ProcessHandle.of(up.pid()).filter(ProcessHandle::isAlive);
    }
    Path pidFile =
        target.equals(Target.BROKER)
            ? folder.kafka().resolve("broker.pid")
            : target.equals(Target.DATABASE)
                ? folder.database().resolve("data").resolve("postmaster.pid")
                : folder.pid(target.name());
    return Signals.find(pidFile, mark);
  }

  /** The superuser's password, for a database that lets nobody else in. */
  String administratorPassword() throws IOException {
    return Files.readString(EmbeddedDatabase.passwordFile(folder.database())).strip();
  }

  @Override
  public void close() {
    ChildProcess last;
    synchronized (this) {
      closing = true;
      last = up;
    }
    boolean unused = last.stop(STOP);
  }
}
