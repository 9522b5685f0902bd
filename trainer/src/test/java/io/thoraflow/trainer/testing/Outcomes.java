package io.thoraflow.trainer.testing;

import io.thoraflow.trainer.data.ReadingsUsed;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.run.TrainingOutcome;
import java.nio.file.Path;
import java.util.Map;

/** What training might have come to. */
public final class Outcomes {
  private Outcomes() {}

  public static TrainingOutcome published(int version) {
    return of(version, new Verdict.Accepted("no worse", Map.of()));
  }

  public static TrainingOutcome refused(int version) {
    return of(version, new Verdict.Refused("worse", Map.of()));
  }

  private static TrainingOutcome of(int version, Verdict verdict) {
    return new TrainingOutcome(
        version,
        verdict,
        Map.of(),
        Map.of(),
        new ReadingsUsed(3, 2, 1, 1),
        Path.of("report.html"),
        Map.of(),
        1);
  }
}
