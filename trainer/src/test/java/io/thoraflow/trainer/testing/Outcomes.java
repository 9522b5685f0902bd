package io.thoraflow.trainer.testing;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.trainer.data.ReadingsUsed;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.run.TrainingOutcome;
import java.nio.file.Path;
import java.util.Map;

/** What training might have come to. */
public final class Outcomes {
  private Outcomes() {}

  public static TrainingOutcome published(int version) {
    return of(version, ModelState.SERVING, new Verdict.Accepted("no worse", Map.of()));
  }

  public static TrainingOutcome refused(int version) {
    return of(version, ModelState.REFUSED, new Verdict.Refused("worse", Map.of()));
  }

  public static TrainingOutcome candidate(int version) {
    return of(version, ModelState.CANDIDATE, new Verdict.Undecided("few patients", Map.of()));
  }

  private static TrainingOutcome of(int version, ModelState state, Verdict verdict) {
    return new TrainingOutcome(
        version,
        state,
        verdict.reason(),
        verdict,
        Map.of(),
        Map.of(),
        new ReadingsUsed(3, 2, 1, 1),
        Path.of("report.html"),
        Map.of(),
        1);
  }
}
