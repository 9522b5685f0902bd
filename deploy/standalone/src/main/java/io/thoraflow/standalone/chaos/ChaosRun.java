package io.thoraflow.standalone.chaos;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.FolderLock;
import io.thoraflow.standalone.runtime.StubJar;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Drops files into a real pipeline while it is struck by faults, and judges it by the audit: none
 * may be lost, doubled or stuck.
 */
public final class ChaosRun {
  /** Longer than a sender stalls, and soon over for what is cut off for good. */
  private static final String INCOMPLETE_WAIT = "15s";

  private final ChaosConfig config;
  private final DataFolder folder;
  private final Supplier<BackboneWeights> weights;
  private final Console console;

  /**
   * @param weights of the real model; asked for only where it runs
   */
  public ChaosRun(ChaosConfig config, Supplier<BackboneWeights> weights, Console console) {
    this.config = config;
    this.folder = new DataFolder(config.root());
    this.weights = weights;
    this.console = console;
  }

  /** Leaves the data folder as it is at the end, for a look; disks in memory are gone. */
  public ChaosResult run() throws IOException, InterruptedException {
    if (!config.realModel()) {
      var unused = StubJar.require();
    }
    empty();
    FileSupply supply = new FileSupply(config.seed());
    try (Disks disks = Disks.in(folder, config.files() * supply.averageBytes())) {
      List<Fault> schedule = Schedule.draw(config, disks.areSmall());
      announce(schedule, disks);
      console.say("starting the pipeline");
      try (ChaosPipeline pipeline = ChaosPipeline.start(folder, config.workers(), settings());
          Database trainer = pipeline.database(Role.TRAINER);
          Database dashboard = pipeline.database(Role.DASHBOARD)) {
        ModelVersions versions =
            config.realModel()
                ? ModelVersions.ofReference(folder, trainer, weights)
                : ModelVersions.ofStub(folder, trainer);
        return drop(pipeline, dashboard, disks, versions, schedule, supply);
      }
    }
  }

  /** Only what an earlier run has left. */
  private void empty() throws IOException, InterruptedException {
    Path mark = folder.root().resolve("chaos");
    if (Files.isDirectory(folder.root())) {
      try (var entries = Files.list(folder.root())) {
        if (entries.findAny().isPresent() && !Files.exists(mark)) {
          throw new CommandException(
              "%s is not empty and not of a chaos run; name another folder with --data"
                  .formatted(folder.root()));
        }
      }
      FolderLock.take(folder).close();
      Disks.unmountLeftovers(folder);
      FolderTree.delete(folder.root());
    }
    Files.createDirectories(folder.root());
    Files.createFile(mark);
  }

  private void announce(List<Fault> schedule, Disks disks) {
    console.print(
        "%d files, %d faults, seed %d; %d workers, %s"
            .formatted(
                config.files(),
                config.faults(),
                config.seed(),
                config.workers(),
                config.realModel() ? "the reference model" : "a stub model"));
    if (!disks.areSmall()) {
      console.print("left out: full disks, as this user cannot mount a tmpfs");
    }
    for (Fault fault : schedule) {
      console.print("  at %6.1f s  %s".formatted(fault.at().toMillis() / 1000.0, fault.text()));
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "INGEST_STABLE_FOR", "500ms",
                "INGEST_INCOMPLETE_WAIT", INCOMPLETE_WAIT,
                "MODEL_POLL_INTERVAL", "1s",
                "INGEST_MIN_FREE_BYTES", "1MB"));
    if (!config.realModel()) {
      settings.put("WORKER_DEVICE", "stub-model");
      settings.put("WORKER_STUB_MILLIS", "50");
      String quickStart = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";
      settings.put("INGEST_JVM_OPTIONS", quickStart);
      settings.put("WORKER_JVM_OPTIONS", quickStart);
    }
    return settings;
  }

  private ChaosResult drop(
      ChaosPipeline pipeline,
      Database dashboard,
      Disks disks,
      ModelVersions versions,
      List<Fault> schedule,
      FileSupply supply)
      throws IOException, InterruptedException {
    Path list = folder.root().resolve("dropped.sha256");
    Refusal refusal = new Refusal(pipeline, pipeline.access().databaseUrl());
    try (FileFeed feed =
            new FileFeed(folder.inbox(), list, supply, config.files(), Schedule.length(config));
        Striker striker = new Striker(pipeline, disks, versions, refusal)) {
      console.say("dropping files");
      long begin = System.nanoTime();
      Future<FileFeed.Figures> dropped = feed.start();
      strikeAll(schedule, striker, begin);
      FileFeed.Figures figures = figures(dropped);
      striker.awaitEndings();
      Duration dropping = Duration.ofNanos(System.nanoTime() - begin);
      console.say("all files are dropped and all faults over; waiting for the rest");
      return new Judgement(config, pipeline, dashboard, console)
          .of(list, figures, striker.struck(), versions.bad(), dropping);
    }
  }

  private void strikeAll(List<Fault> schedule, Striker striker, long begin)
      throws IOException, InterruptedException {
    int number = 0;
    for (Fault fault : schedule) {
      long due = begin + fault.at().toNanos();
      Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      String what = striker.strike(fault);
      number++;
      console.say("%d/%d %s".formatted(number, schedule.size(), what));
    }
  }

  private static FileFeed.Figures figures(Future<FileFeed.Figures> dropped)
      throws InterruptedException {
    try {
      return dropped.get();
    } catch (ExecutionException e) {
      throw new CommandException("files cannot be dropped: " + e.getCause(), e);
    }
  }
}
