package io.thoraflow.standalone.soak;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.ingest.audit.AuditReport;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.chaos.ChaosPipeline;
import io.thoraflow.standalone.chaos.Target;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.StubJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends very many files through a real pipeline and watches what its processes take: memory,
 * threads and descriptors must not grow with the X-rays, and while a server is away nothing may
 * grow, spin or fill the log.
 */
public final class SoakRun {
  private final SoakConfig config;
  private final FirstModel model;
  private final Console console;
  private final DataFolder folder;

  /** Lets a model serve that workers with the stub take up. */
  @FunctionalInterface
  public interface FirstModel {
    /**
     * @param models the repository
     */
    void publish(Path models, ModelRegistry registry) throws IOException;
  }

  public SoakRun(SoakConfig config, FirstModel model, Console console) {
    this.config = config;
    this.model = model;
    this.console = console;
    this.folder = new DataFolder(config.root());
  }

  /** Leaves the data folder as it is at the end, for a look. */
  public SoakResult run() throws IOException, InterruptedException {
    var unused = StubJar.require();
    Files.createDirectories(config.results());
    console.say("starting the pipeline");
    try (ChaosPipeline pipeline = ChaosPipeline.start(folder, config.workers(), settings())) {
      try (Database trainer = pipeline.database(Role.TRAINER)) {
        model.publish(folder.models(), new ModelRegistry(trainer.dataSource()));
      }
      return soak(pipeline, SoakedProcesses.of(folder, pipeline));
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "INGEST_STABLE_FOR", "500ms",
                "INGEST_INCOMPLETE_WAIT", "5s",
                "INGEST_MIN_FREE_BYTES", "1MB",
                "WORKER_DEVICE", "stub",
                "WORKER_STUB_MILLIS", "1"));
    settings.put("TRAINER_SCHEDULE", config.training() ? "0/5 * * * * ?" : "");
    settings.put("TRAINER_MIN_NEW_LABELS", Integer.toString(Readers.LABELS));
    settings.put("TRAINER_DATA", "");
    return settings;
  }

  private SoakResult soak(ChaosPipeline pipeline, SoakedProcesses processes)
      throws IOException, InterruptedException {
    Path list = config.root().resolve("dropped.sha256");
    try (SoakAudit audit = new SoakAudit(pipeline, list)) {
      Load load = load(pipeline, processes, list, audit);
      AuditReport report = audit.report();
      List<String> violations = SoakAudit.violations(report, load.feed());
      violations.addAll(processes.restarted());
      SoakChart.write(
          config.results().resolve("soak.svg"), load.snapshots(), load.outages(), console);
      return new Assessment(processes.names(), load.snapshots())
          .result(
              load.feed(),
              load.seconds(),
              processes.trainings(),
              load.outages(),
              report,
              violations);
    }
  }

  /** What was dropped, and what was seen meanwhile. */
  private record Load(Feed feed, List<Outage> outages, double seconds, List<Snapshot> snapshots) {}

  private Load load(ChaosPipeline pipeline, SoakedProcesses processes, Path list, SoakAudit audit)
      throws IOException, InterruptedException {
    Progress progress = processes.progress();
    try (Database reader = pipeline.database(Role.READER);
        Readers readers = new Readers(reader, processes.trainer().orElse(""));
        Recorder recorder =
            Recorder.start(processes.watched(), progress, config.results().resolve("soak.csv"))) {
      Feed feed = new Feed(folder.inbox(), list, config.over().dividedBy(config.files()), progress);
      List<Outage> outages;
      try (feed) {
        if (config.training()) {
          readers.drop(config.root().resolve("teaching"), feed);
          awaitTaken(progress, feed);
          readers.start();
        }
        console.say("dropping %d files".formatted(config.files()));
        outages = dropAndStrike(pipeline, feed, recorder, readers);
      }
      console.say("all files are dropped; waiting for the rest");
      audit.settle();
      return new Load(feed, outages, recorder.seconds(), recorder.snapshots());
    }
  }

  private List<Outage> dropAndStrike(
      ChaosPipeline pipeline, Feed feed, Recorder recorder, Readers readers)
      throws IOException, InterruptedException {
    ExecutorService strikes = Executors.newSingleThreadExecutor();
    try {
      return awaitAll(drop(pipeline, feed, recorder, readers, strikes));
    } finally {
      strikes.shutdownNow();
    }
  }

  private void awaitTaken(Progress progress, Feed feed) throws InterruptedException {
    while (progress.taken() < feed.dropped() || progress.queued() > 0) {
      Thread.sleep(500);
    }
  }

  private List<Future<Outage>> drop(
      ChaosPipeline pipeline,
      Feed feed,
      Recorder recorder,
      Readers readers,
      ExecutorService strikes)
      throws IOException, InterruptedException {
    List<Future<Outage>> outages = new ArrayList<>();
    List<Target> servers = config.outage().isPresent() ? config.away() : List.of();
    int tenth = Math.max(1, config.files() / 10);
    for (int number = 0; number < config.files(); number++) {
      if (outages.size() < servers.size()
          && number == config.files() / (servers.size() + 1) * (outages.size() + 1)) {
        Target server = servers.get(outages.size());
        outages.add(strikes.submit(() -> strike(pipeline, server, recorder, readers)));
      }
      feed.dropNext();
      if ((number + 1) % tenth == 0) {
        console.say("%d of %d files".formatted(number + 1, config.files()));
      }
    }
    return outages;
  }

  private Outage strike(ChaosPipeline pipeline, Target server, Recorder recorder, Readers readers)
      throws IOException, InterruptedException {
    LogLines logs = new LogLines(folder, SoakedProcesses.of(folder, pipeline).names());
    console.say("%s is away".formatted(server.name()));
    readers.rest(true);
    Outage outage =
        config.hanging()
            ? Outage.hanging(pipeline, server, config.outage().orElseThrow(), recorder, logs)
            : Outage.gone(pipeline, server, config.outage().orElseThrow(), recorder, logs);
    readers.rest(false);
    console.say("%s comes back".formatted(server.name()));
    return outage;
  }

  private static List<Outage> awaitAll(List<Future<Outage>> outages) throws InterruptedException {
    List<Outage> passed = new ArrayList<>();
    for (Future<Outage> outage : outages) {
      try {
        passed.add(outage.get());
      } catch (ExecutionException e) {
        throw new CommandException("a server could not be taken away: " + e.getCause(), e);
      }
    }
    return passed;
  }
}
