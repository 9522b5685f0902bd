package io.thoraflow.trainer.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** How long each part of a run took. */
final class Phases {
  private static final double NANOS = 1e9;

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final TrainingProgress progress;
  private String current;
  private long since;

  Phases(TrainingProgress progress) {
    this.progress = progress;
  }

  /** Ends the part before. */
  void begin(String name) {
    end();
    current = name;
    since = System.nanoTime();
    progress.phase(name);
  }

  void end() {
    if (current != null) {
      seconds.merge(current, (System.nanoTime() - since) / NANOS, Double::sum);
      current = null;
    }
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
