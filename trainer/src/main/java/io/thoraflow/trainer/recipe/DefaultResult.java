package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.graph.StandardizedLinearHead;
import java.util.List;

/**
 * What a training run by the default recipe has led to.
 *
 * @param decay the chosen one
 * @param path loss and validation for each decay that was tried
 */
public record DefaultResult(StandardizedLinearHead head, double decay, List<EpochResult> path) {
  public DefaultResult {
    path = List.copyOf(path);
  }
}
