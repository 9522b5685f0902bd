package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.KeyedRandom;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.HeadTrainer;
import io.thoraflow.trainer.graph.SeedHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One head of the seed recipe, from its first weights to its last epoch. */
final class SeedAttempt implements AutoCloseable {
  private final SeedSettings settings;
  private final long seed;
  private final FeatureSource source;
  private final List<ModelInput> training;
  private final List<ModelInput> validation;
  private final HeadTrainer trainer;

  /** The row that is being copied: features of one batch alone take 13 MB. */
  private final float[] row;

  SeedAttempt(
      SeedSettings settings,
      long seed,
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation) {
    this.settings = settings;
    this.seed = seed;
    this.source = source;
    this.training = training;
    this.validation = validation;
    this.trainer = new HeadTrainer(KerasInitialization.seedHead(seed), settings.adam(), 0);
    this.row = new float[source.length()];
  }

  SeedResult train(int attempt, TrainingListener listener) {
    Random random = KeyedRandom.of("order", seed);
    List<EpochResult> epochs = new ArrayList<>();
    Predictions predictions = null;
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      double loss = epoch(random);
      predictions = validate();
      epochs.add(new EpochResult(epoch, loss, predictions.loss(), predictions.auroc()));
      listener.epoch(epochs.get(epochs.size() - 1));
    }
    Predictions last = predictions == null ? validate() : predictions;
    SeedHead head = (SeedHead) trainer.trained();
    boolean dead =
        last.areConstant() || !epochs.stream().allMatch(each -> Double.isFinite(each.loss()));
    return new SeedResult(head, attempt, seed, dead, epochs, last.margins());
  }

  @Override
  public void close() {
    trainer.close();
  }

  /**
   * @return the mean loss of the batches
   */
  private double epoch(Random random) {
    List<ModelInput> order = new ArrayList<>(training);
    Collections.shuffle(order, random);
    double sum = 0;
    int batches = 0;
    for (List<ModelInput> batch : batches(order)) {
      sum += step(batch, random);
      batches++;
    }
    return sum / batches;
  }

  private float step(List<ModelInput> batch, Random random) {
    int[] variants = random.ints(batch.size(), 1, settings.variants() + 1).toArray();
    List<Integer> labels = batch.stream().map(ModelInput::label).toList();
    return trainer.step(number -> row(batch.get(number), variants[number]), labels);
  }

  private Predictions validate() {
    List<Double> margins = new ArrayList<>();
    for (List<ModelInput> batch : batches(validation)) {
      margins.addAll(
          trainer.margins(number -> row(batch.get(number), Augmentation.CLEAN), batch.size()));
    }
    return new Predictions(margins, validation.stream().map(ModelInput::label).toList());
  }

  private float[] row(ModelInput input, int variant) {
    source.read(input.sha256(), variant, row);
    return row;
  }

  private List<List<ModelInput>> batches(List<ModelInput> inputs) {
    List<List<ModelInput>> batches = new ArrayList<>();
    for (int start = 0; start < inputs.size(); start += settings.batchSize()) {
      batches.add(inputs.subList(start, Math.min(start + settings.batchSize(), inputs.size())));
    }
    return batches;
  }
}
