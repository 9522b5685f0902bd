package io.thoraflow.standalone.chaos;

import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Makes faults happen, and pass again where they last. */
final class Striker implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int ENDERS = 4;

  private final ChaosPipeline pipeline;
  private final Disks disks;
  private final ModelVersions versions;
  private final Refusal refusal;
  private final ScheduledExecutorService enders = Executors.newScheduledThreadPool(ENDERS);
  private final List<Future<Void>> endings = new ArrayList<>();
  private final List<ProcessHandle> allSuspended = new ArrayList<>();
  private final Map<String, Integer> struck = new TreeMap<>();

  Striker(ChaosPipeline pipeline, Disks disks, ModelVersions versions, Refusal refusal) {
    this.pipeline = pipeline;
    this.disks = disks;
    this.versions = versions;
    this.refusal = refusal;
  }

  /**
   * Returns when the fault has begun.
   *
   * @return what happened, for people
   * @throws CommandException if what it strikes does not run within three minutes
   */
  String strike(Fault fault) throws IOException, InterruptedException {
    String detail =
        switch (fault.kind()) {
          case KILL -> signal(fault, "KILL");
          case TERMINATE -> signal(fault, "TERM");
          case SUSPEND -> suspend(fault);
          case REFUSE -> refuse(fault);
          case DISK_FULL -> fill(fault);
          case GOOD_VERSION, CORRUPT_VERSION, WRONG_VERSION ->
              "version " + versions.serve(fault.kind());
        };
    struck.merge("%s %s".formatted(fault.target().name(), fault.kind().text()), 1, Integer::sum);
    return "%s (%s)".formatted(fault.text(), detail);
  }

  private String signal(Fault fault, String signal) throws IOException, InterruptedException {
    ProcessHandle process = await(fault.target());
    Signals.send(signal, process);
    return "process " + process.pid();
  }

  private String suspend(Fault fault) throws IOException, InterruptedException {
    ProcessHandle process = await(fault.target());
    List<ProcessHandle> suspended = Signals.suspend(process);
    allSuspended.addAll(suspended);
    endLater(
        fault,
        () -> {
          for (ProcessHandle one : suspended) {
            Signals.send("CONT", one);
          }
          return null;
        });
    return "process " + process.pid();
  }

  private String refuse(Fault fault) throws InterruptedException {
    refusal.begin();
    endLater(
        fault,
        () -> {
          refusal.end();
          return null;
        });
    return "connections ended";
  }

  private String fill(Fault fault) throws IOException {
    SmallDisk disk = disks.of(fault.target());
    disk.fill();
    endLater(
        fault,
        () -> {
          disk.free();
          return null;
        });
    return "no byte left";
  }

  private void endLater(Fault fault, Callable<Void> ending) {
    endings.add(enders.schedule(ending, fault.lasts().toMillis(), TimeUnit.MILLISECONDS));
  }

  private ProcessHandle await(Target target) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var process = pipeline.process(target);
      if (process.isPresent()) {
        return process.get();
      }
      if (System.nanoTime() > deadline) {
        throw new CommandException(
            "%s does not run again within %d minutes"
                .formatted(target.name(), PATIENCE.toMinutes()));
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
  }

  /** How often each fault has happened. */
  Map<String, Integer> struck() {
    return struck;
  }

  /** Waits until all faults that last have passed. */
  void awaitEndings() throws InterruptedException {
    for (Future<Void> ending : endings) {
      try {
        ending.get();
      } catch (ExecutionException e) {
        throw new CommandException("a fault did not pass: " + e.getCause().getMessage(), e);
      }
    }
  }

  /** Resumes what is suspended, so that it can be stopped. */
  @Override
  public void close() throws IOException {
    enders.shutdownNow();
    try {
      for (ProcessHandle process : allSuspended) {
        Signals.send("CONT", process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
