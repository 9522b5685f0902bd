package io.thoraflow.trainer.run;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.trainer.data.ReadingsUsed;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Verdict;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run has come to.
 *
 * @param version in the model repository, also where it does not serve
 * @param state of it: serving, candidate or refused
 * @param reason of that state, for people
 * @param evaluations by the name of the set
 * @param resemblance how well familiarity tells the validation side from other sets: AUROC by name
 * @param readings what clinicians' readings changed
 * @param report the page for people
 * @param seconds by phase
 * @param peakMegabytes of memory, mapped features not counted
 */
public record TrainingOutcome(
    int version,
    ModelState state,
    String reason,
    Verdict verdict,
    Map<String, Evaluation> evaluations,
    Map<String, Double> resemblance,
    ReadingsUsed readings,
    Path report,
    Map<String, Double> seconds,
    double peakMegabytes) {}
