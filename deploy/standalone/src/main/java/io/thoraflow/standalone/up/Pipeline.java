package io.thoraflow.standalone.up;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.BrokerUsers;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.embedded.SecretFile;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.FolderLock;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.PrivateFolders;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import io.thoraflow.standalone.supervise.Service;
import io.thoraflow.standalone.supervise.Supervised;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole pipeline on this machine: servers first, then ingest and the workers, each kept running.
 *
 * <p>Stops in two waves, so that ingest and the workers can finish their last batch while Kafka and
 * PostgreSQL still serve. Both together take less than ten seconds.
 */
public final class Pipeline implements AutoCloseable {
  private static final Duration PROCESSES_STOP = Duration.ofSeconds(6);
  private static final Duration SERVERS_STOP = Duration.ofMillis(3_500);
  private static final Duration PROCESSES_START = Duration.ofSeconds(60);

  private final PipelineConfig config;
  private final DataFolder folder;
  private final Console console;
  private final FolderLock lock;
  private final List<Supervised> servers = new ArrayList<>();
  private final Children processes;
  private KafkaConnection kafka;
  private String databaseUrl;
  private boolean announced;
  private boolean newKeys;
  private Scaling scaling;

  private Pipeline(PipelineConfig config, Console console, FolderLock lock) {
    this.config = config;
    this.folder = config.folder();
    this.console = console;
    this.lock = lock;
    this.processes = new Children(console::say, this::refresh);
  }

  /**
   * Starts everything and returns when it runs; what was started is stopped again on failure.
   *
   * @throws CommandException if another pipeline has the folder
   * @throws io.thoraflow.embedded.ServerStartException if a server does not come up
   */
  public static Pipeline start(PipelineConfig config, Console console)
      throws IOException, InterruptedException {
    Pipeline pipeline = new Pipeline(config, console, FolderLock.take(config.folder()));
    try {
      pipeline.makeFolders();
      pipeline.startServers();
      pipeline.startProcesses();
      return pipeline;
    } catch (IOException | InterruptedException | RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  private void makeFolders() throws IOException {
    RunningPipeline.remove(folder);
    PrivateFolders folders = new PrivateFolders(folder, config.inboxMode());
    folders.makeAll();
    folders.warning().ifPresent(console::say);
    if (!config.ownPseudonymSecret()) {
      SecretFile.readOrCreate(folder.pseudonymSecret());
    }
    newKeys = ModelKeys.ensure(folder, Settings.fromEnvironment());
  }

  private void startServers() throws IOException {
    if (config.outsideDatabase().isPresent()) {
      useOutsideDatabase(config.outsideDatabase().get());
    } else {
      console.say("starting PostgreSQL");
      PrivateFolders.make(folder.database());
      Servers.Postgres postgres = new Servers.Postgres(folder.database());
      servers.add(supervise(postgres));
      databaseUrl = postgres.url();
      Schema.prepare(postgres.administrator(), databaseUrl, folder, newKeys);
    }
    if (config.outsideKafka().isPresent()) {
      kafka = config.outsideKafka().get();
    } else {
      console.say("starting Kafka");
      PrivateFolders.make(folder.kafka());
      Servers.Kafka broker = new Servers.Kafka(folder.kafka(), brokerUsers());
      servers.add(supervise(broker));
      kafka = broker.connection();
    }
    KafkaTopics.ensure(kafka, config.partitions());
  }

  /** With passwords that are drawn once: only who can read the data folder's secrets comes in. */
  private BrokerUsers brokerUsers() throws IOException {
    Map<String, String> passwords = new HashMap<>();
    passwords.put(BrokerUsers.BROKER, SecretFile.readOrCreate(folder.brokerPassword()));
    for (KafkaRole role : KafkaRole.values()) {
      passwords.put(role.defaultUser(), SecretFile.readOrCreate(folder.password(role)));
    }
    return new BrokerUsers(passwords);
  }

  private void useOutsideDatabase(OutsideDatabase outside) throws IOException {
    databaseUrl = outside.url();
    if (outside.administrator().isPresent()) {
      try (Database database =
          Database.open(outside.administrator().get(), "thoraflow administrator", 1)) {
        Schema.prepare(database.dataSource(), databaseUrl, folder, newKeys);
      }
    }
  }

  private void startProcesses() throws IOException, InterruptedException {
    console.say(
        "starting ingest, %d worker%s%s"
            .formatted(
                config.workers(),
                config.workers() == 1 ? "" : "s",
                config.hasTrainer() ? " and the trainer" : ""));
    Processes plans = new Processes(config, console);
    processes.start(plans.ingest(kafka));
    for (int number = 1; number <= config.workers(); number++) {
      processes.start(plans.worker(number, kafka, databaseUrl));
    }
    if (config.hasTrainer()) {
      processes.start(plans.trainer(kafka, databaseUrl));
    }
    MonitoringProbe probe = new MonitoringProbe();
    for (RunningProcess process : processes.running()) {
      if (!probe.awaitLive(process.monitoring(), PROCESSES_START)) {
        console.say(
            "%s is not up yet; its log is %s"
                .formatted(process.name(), folder.log(process.name())));
      }
    }
    announce();
  }

  /**
   * Adds a worker, while the others go on; gives its name.
   *
   * @param settings over those that all workers have
   * @throws CommandException if the pipeline is stopping
   */
  public synchronized String addWorker(Map<String, String> settings) throws IOException {
    if (!announced) {
      throw new CommandException("the pipeline is stopping");
    }
    Map<String, String> all = new HashMap<>(config.workerSettings());
    all.putAll(settings);
    Processes.Plan plan =
        new Processes(config.withWorkerSettings(all), console)
            .worker(freeNumber(), kafka, databaseUrl);
    processes.start(plan);
    refresh();
    return plan.service().name();
  }

  /** The lowest, so that a worker that comes back has its port and its copies of models again. */
  private int freeNumber() {
    List<String> taken = running().workers().stream().map(RunningProcess::name).toList();
    int number = 1;
    while (taken.contains(Processes.worker(number))) {
      number++;
    }
    return number;
  }

  /** Lets a worker finish its batches, and does not start it again. */
  public void removeWorker(String name) {
    processes.stop(name, PROCESSES_STOP);
    refresh();
  }

  private Supervised supervise(Service service) throws IOException {
    return Supervised.start(service, console::say, this::refresh);
  }

  /** Writes {@code runtime.json}: from here on other commands find the pipeline. */
  private synchronized void announce() throws IOException {
    announced = true;
    scaling = Scaling.start(this, folder, console);
    running().write(folder);
  }

  private synchronized void refresh() {
    if (!announced) {
      return;
    }
    try {
      running().write(folder);
    } catch (IOException e) {
      console.say("%s cannot be written: %s".formatted(folder.runtime(), e.getMessage()));
    }
  }

  /** What other commands need to know. */
  public RunningPipeline running() {
    return new RunningPipeline(
        ProcessHandle.current().pid(),
        RunningPipeline.ownStart(),
        RunningPipeline.startTicks(ProcessHandle.current().pid()).orElse(null),
        kafka.bootstrapServers(),
        config.outsideKafka().isPresent() ? null : BrokerUsers.PROTOCOL,
        databaseUrl,
        folder.inbox().toString(),
        processes.running());
  }

  @Override
  public void close() throws IOException {
    // A Ctrl-C during the start interrupts this thread; stopping must not be cut short by it.
    boolean interrupted = Thread.interrupted();
    synchronized (this) {
      announced = false;
      if (scaling != null) {
        scaling.end();
      }
      RunningPipeline.remove(folder);
    }
    processes.stopAll(PROCESSES_STOP);
    Children.stopTogether(servers, SERVERS_STOP);
    lock.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
