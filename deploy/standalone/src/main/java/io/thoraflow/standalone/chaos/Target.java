package io.thoraflow.standalone.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What a fault strikes.
 *
 * @param name as the pipeline names its processes; {@code archive} and {@code model} are none
 */
record Target(String name) {
  static final Target INGEST = new Target("ingest");
  static final Target BROKER = new Target("kafka");
  static final Target DATABASE = new Target("postgresql");

  /** The command that keeps the others running. */
  static final Target SUPERVISOR = new Target("up");

  static final Target ARCHIVE = new Target("archive");
  static final Target MODEL = new Target("model");

  static Target worker(int number) {
    return new Target("worker-" + number);
  }

  /** All processes but the supervisor. */
  static List<Target> processes(int workers) {
    List<Target> processes = new ArrayList<>(List.of(INGEST, BROKER, DATABASE));
    for (int number = 1; number <= workers; number++) {
      processes.add(worker(number));
    }
    return processes;
  }
}
