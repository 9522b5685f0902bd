package io.thoraflow.trainer.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a training run is asked for.
 *
 * @param data directory of labelled X-rays; empty: those of the archive alone
 * @param name of the model, for people
 * @param recipe how the head is trained
 * @param seed of everything that is drawn by chance
 * @param attempts heads to begin at most while the one before died; of the seed recipe alone
 * @param forced reason of the person who publishes whatever the gate says
 * @param publication whether what the gate accepts serves at once
 * @param citation whom to cite for the X-rays
 * @param evaluations further folders {@code DIR/{NORMAL,PNEUMONIA}} to evaluate on, by name
 * @param unfamiliar folders of other images that the familiarity score shall tell apart, by name
 * @param headFile where the head shall be kept as a small file, beside the published model
 */
public record TrainingRequest(
    Optional<Path> data,
    String name,
    RecipeChoice recipe,
    long seed,
    int attempts,
    Optional<String> forced,
    Publication publication,
    String citation,
    Map<String, Path> evaluations,
    Map<String, Path> unfamiliar,
    Optional<Path> headFile) {
  /** One with no wishes beyond these, as a schedule has it. */
  public static TrainingRequest of(Optional<Path> data, RecipeChoice recipe, long seed) {
    return new TrainingRequest(
        data,
        "trained-" + recipe.text(),
        recipe,
        seed,
        1,
        Optional.empty(),
        Publication.AUTO,
        "not stated",
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  /** The same, published so. */
  public TrainingRequest with(Publication wanted) {
    return new TrainingRequest(
        data,
        name,
        recipe,
        seed,
        attempts,
        forced,
        wanted,
        citation,
        evaluations,
        unfamiliar,
        headFile);
  }
}
