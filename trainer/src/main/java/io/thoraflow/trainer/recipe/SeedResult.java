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
 * @param probabilities of PNEUMONIA for the validation images, in their order
 */
public record SeedResult(
    SeedHead head,
    int attempts,
    long seed,
    boolean dead,
    List<EpochResult> epochs,
    List<Double> probabilities) {
  public SeedResult {
    epochs = List.copyOf(epochs);
    probabilities = List.copyOf(probabilities);
  }
}
