package io.thoraflow.trainer.run;

import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.graph.PooledGaussian;
import io.thoraflow.trainer.recipe.EpochResult;
import io.thoraflow.trainer.report.TrainingReport.Decision;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe has made.
 *
 * @param foldHeads for each of {@link io.thoraflow.trainer.evaluate.Folds} of the validation side,
 *     the head that was chosen without it
 * @param epochs how the loss went; may be empty
 * @param familiarity empty where the recipe fits none
 * @param decisions what was chosen, each with its reason
 * @param warnings what people must know before any figure
 */
record Fitted(
    Head head,
    List<Head> foldHeads,
    List<EpochResult> epochs,
    Optional<PooledGaussian> familiarity,
    List<Decision> decisions,
    List<String> warnings) {
  Fitted {
    foldHeads = List.copyOf(foldHeads);
    epochs = List.copyOf(epochs);
    decisions = List.copyOf(decisions);
    warnings = List.copyOf(warnings);
  }
}
