package io.thoraflow.standalone.bench;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.standalone.bench.TrainingFigures.Phase;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.feature.FeatureCache;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.recipe.EpochResult;
import io.thoraflow.trainer.recipe.SeedRecipe;
import io.thoraflow.trainer.recipe.SeedResult;
import io.thoraflow.trainer.recipe.SeedSettings;
import io.thoraflow.trainer.recipe.TrainingListener;
import io.thoraflow.trainer.run.AnonymousMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Trains by the seed recipe and measures itself. */
public final class TrainingMain {
  private static final long CACHE_BYTES = Long.MAX_VALUE;
  private static final int STEPS = 10;

  private TrainingMain() {}

  /**
   * @param arguments file for the {@link TrainingFigures}, folder of {@link TrainingImages}, folder
   *     for the cache, epochs, variants, seed, attempts
   */
  public static void main(String[] arguments) throws IOException {
    SeedSettings settings =
        SeedSettings.keras(Long.parseLong(arguments[5]))
            .withEpochs(Integer.parseInt(arguments[3]))
            .withVariants(Integer.parseInt(arguments[4]))
            .withAttempts(Integer.parseInt(arguments[6]));
    Path images = Path.of(arguments[1]);
    List<ModelInput> training = TrainingImages.read(images.resolve(TrainingImages.TRAINING));
    List<ModelInput> validation = TrainingImages.read(images.resolve(TrainingImages.VALIDATION));
    try (AnonymousMemory memory = new AnonymousMemory();
        FeatureCache cache = FeatureCache.open(Path.of(arguments[2]), CACHE_BYTES);
        FeatureSource source =
            new FeatureSource(
                cache, BenchModel.weights(), SeedRecipe.features(Preprocessing.AREA_224))) {
      SeedRecipe recipe = new SeedRecipe(settings);
      MeasuringJvm.write(arguments[0], measure(recipe, source, training, validation, memory));
    }
  }

  private static TrainingFigures measure(
      SeedRecipe recipe,
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      AnonymousMemory memory) {
    PhaseClock clock = new PhaseClock();
    Phase start = clock.lap();
    recipe.prepare(source, training, validation, TrainingMain::show);
    Phase features = clock.lap();
    SeedResult result = recipe.train(source, training, validation, new Progress(clock));
    Phase head = clock.lap();
    return new TrainingFigures(
        start,
        features,
        training.size() * recipe.settings().variants() + validation.size(),
        head,
        memory.peakMegabytes(),
        result.attempts(),
        result.seed(),
        result.dead(),
        result.epochs().get(result.epochs().size() - 1).validationAuroc());
  }

  private static void show(ExtractionProgress progress) {
    int step = Math.max(1, progress.total() / STEPS);
    if (progress.done() / step != (progress.done() - 1) / step
        || progress.done() == progress.total()) {
      System.out.printf(
          "features: %d of %d, %.1f images/s%n",
          progress.done(), progress.total(), progress.perSecond());
    }
  }

  /** Leaves heads that died out of the time. */
  private record Progress(PhaseClock clock) implements TrainingListener {
    @Override
    public void attempt(int attempt, long seed) {
      System.out.printf("head %d from seed %d%n", attempt, seed);
      Phase unused = clock.lap();
    }

    @Override
    public void epoch(EpochResult result) {
      System.out.printf(
          "epoch %d: loss %.4f, validation loss %.4f, AUROC %.4f%n",
          result.epoch(), result.loss(), result.validationLoss(), result.validationAuroc());
    }
  }
}
