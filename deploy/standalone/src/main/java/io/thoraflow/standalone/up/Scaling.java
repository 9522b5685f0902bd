package io.thoraflow.standalone.up;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives a running pipeline as many workers as {@code thoraflow scale} asks for. */
final class Scaling {
  private static final Duration LOOK = Duration.ofMillis(300);

  private final Pipeline pipeline;
  private final DataFolder folder;
  private final Console console;
  private volatile boolean ended;

  private Scaling(Pipeline pipeline, DataFolder folder, Console console) {
    this.pipeline = pipeline;
    this.folder = folder;
    this.console = console;
  }

  static Scaling start(Pipeline pipeline, DataFolder folder, Console console) throws IOException {
    Optional<String> stale = WantedWorkers.take(folder); // Was asked of an earlier run.
    stale.ifPresent(
        workers -> console.say("forgetting that %s workers were wanted".formatted(workers)));
    Scaling scaling = new Scaling(pipeline, folder, console);
    Thread thread = new Thread(scaling::run, "scaling");
    thread.setDaemon(true);
    thread.start();
    return scaling;
  }

  /** Takes no more wishes. Workers that are leaving are the pipeline's to wait for. */
  void end() {
    ended = true;
  }

  private void run() {
    while (!ended) {
      look();
      try {
        Thread.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() {
    try {
      WantedWorkers.take(folder).ifPresent(this::scale);
    } catch (IOException | CommandException e) {
      console.say("workers stay as they are: " + e.getMessage());
    }
  }

  private void scale(String text) {
    Optional<Integer> wanted = PipelineConfig.workers(text);
    if (wanted.isEmpty()) {
      throw new CommandException("no such number is possible: " + text);
    }
    List<String> workers = pipeline.running().workers().stream().map(RunningProcess::name).toList();
    console.say("from %d to %d workers".formatted(workers.size(), wanted.get()));
    for (int more = workers.size(); more < wanted.get(); more++) {
      add();
    }
    if (workers.size() > wanted.get()) {
      remove(workers.subList(wanted.get(), workers.size()));
    }
  }

  private void add() {
    try {
      String unused = pipeline.addWorker(Map.of());
    } catch (IOException e) {
      throw new CommandException("a worker cannot be started: " + e.getMessage(), e);
    }
  }

  /** All at the same time, each as soon as its batches are done. */
  private void remove(List<String> surplus) {
    List<Thread> leaving =
        surplus.stream()
            .map(name -> new Thread(() -> pipeline.removeWorker(name), "stop-" + name))
            .toList();
    leaving.forEach(Thread::start);
    for (Thread thread : leaving) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
