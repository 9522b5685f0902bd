package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.graph.StandardizedLinearHead;
import java.util.List;

/**
 * What a training run by the default recipe has led to.
 *
 * @param decay the chosen one
 * @param path loss and validation for each decay that was tried
 * @param foldHeads for each of {@link io.thoraflow.trainer.evaluate.Folds}, the head whose decay
 *     was chosen without it: often the same
 */
public record DefaultResult(
    StandardizedLinearHead head,
    double decay,
    List<EpochResult> path,
    List<StandardizedLinearHead> foldHeads) {
  public DefaultResult {
    foldHeads = List.copyOf(foldHeads);
    path = List.copyOf(path);
  }
}
