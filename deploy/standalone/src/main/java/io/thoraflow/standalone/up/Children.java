package io.thoraflow.standalone.up;

import io.thoraflow.embedded.RecordedPort;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import io.thoraflow.standalone.supervise.Supervised;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The processes of a pipeline, its servers aside, and the ports that are held for them. */
final class Children {
  private final Map<Supervised, RecordedPort> all = new LinkedHashMap<>();
  private final Consumer<String> console;
  private final Runnable onChange;

  Children(Consumer<String> console, Runnable onChange) {
    this.console = console;
    this.onChange = onChange;
  }

  /** Starts one, and keeps it running. */
  void start(Processes.Plan plan) throws IOException {
    Supervised child;
    try {
      child = Supervised.start(plan.service(), console, onChange);
    } catch (IOException | RuntimeException e) {
      plan.monitoringPort().close();
      throw e;
    }
    synchronized (all) {
      all.put(child, plan.monitoringPort());
    }
  }

  /**
   * Lets one finish what it does, and does not start it again. Until it has left it counts as one
   * that runs.
   */
  void stop(String name, Duration patience) {
    Supervised child = find(name).orElseThrow();
    child.stop(patience);
    synchronized (all) {
      all.remove(child).close();
    }
  }

  private Optional<Supervised> find(String name) {
    synchronized (all) {
      return all.keySet().stream().filter(child -> child.name().equals(name)).findFirst();
    }
  }

  List<RunningProcess> running() {
    synchronized (all) {
      return all.entrySet().stream()
          .map(
              child ->
                  new RunningProcess(
                      child.getKey().name(),
                      child.getKey().pid(),
                      "http://127.0.0.1:" + child.getValue().number()))
          .toList();
    }
  }

  /** All at the same time, with those that are leaving already. */
  void stopAll(Duration patience) {
    List<Supervised> children;
    synchronized (all) {
      children = List.copyOf(all.keySet());
    }
    stopTogether(children, patience);
    synchronized (all) {
      all.values().forEach(RecordedPort::close);
    }
  }

  static void stopTogether(List<Supervised> services, Duration patience) {
    List<Thread> threads = new ArrayList<>();
    for (Supervised service : services) {
      Thread thread = new Thread(() -> service.stop(patience), "stop-" + service.name());
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
