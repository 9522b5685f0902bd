package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.graph.SeedHead;
import java.util.List;

/**
 * What a training run by the seed recipe has led to.
 *
 * @param attempts heads that were begun; all but the last one died
 * @param seed of the last one
 * @param dead whether it says the same of every validation image; it must not be published
 * @param epochs of the last one
 * @param margins of the validation images, in their order: logit of PNEUMONIA minus that of NORMAL
 */
public record SeedResult(
    SeedHead head,
    int attempts,
    long seed,
    boolean dead,
    List<EpochResult> epochs,
    List<Double> margins) {
  public SeedResult {
    epochs = List.copyOf(epochs);
    margins = List.copyOf(margins);
  }
}
