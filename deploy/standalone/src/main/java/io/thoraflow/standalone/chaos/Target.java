package io.thoraflow.standalone.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What a fault strikes.
 *
 * @param name as the pipeline names its processes; {@code archive} and {@code model} are none
 */
public record Target(String name) {
  public static final Target INGEST = new Target("ingest");
  public static final Target BROKER = new Target("kafka");
  public static final Target DATABASE = new Target("postgresql");

  /** The command that keeps the others running. */
  public static final Target SUPERVISOR = new Target("up");

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
