package io.thoraflow.trainer.recipe;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.evaluate.Folds;
import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.AugmentationRanges;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.LogisticRegression;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.Standardization;
import io.thoraflow.trainer.graph.StandardizedLinearHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A linear head on what three depths of the backbone see, fitted on X-rays and on distorted copies
 * of them. How strongly its weights are held back is chosen on the validation side: from strong to
 * weak, stopping early when X-rays of other patients are read no better.
 */
public record DefaultRecipe(DefaultSettings settings) {
  private static final FeatureView VIEW = FeatureView.PYRAMID;

  /** The features that the recipe reads. */
  public FeatureSource.Settings features() {
    return new FeatureSource.Settings(
        VIEW,
        Preprocessing.AREA_224,
        ImagePreprocessing.CAFFE,
        new Augmentation(AugmentationRanges.ROBUST, settings.seed()));
  }

  /** Computes the features that {@link #train} reads, as far as the cache lacks them. */
  public void prepare(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      Consumer<ExtractionProgress> listener) {
    source.complete(validation, variants(), listener);
    source.complete(training, variants(), listener);
  }

  /** The same where every X-ray is of another patient. */
  public DefaultResult train(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingListener listener) {
    Folds folds =
        Folds.of(
            validation.stream().map(ModelInput::sha256).toList(),
            validation.stream().map(ModelInput::label).toList());
    return train(source, training, validation, input -> folds.of(input.sha256()), listener);
  }

  /**
   * Trains a head on prepared features. The same data and settings give the same weights, bit for
   * bit, on one machine.
   *
   * @param fold the part of the patients that a validation X-ray belongs to, see {@link Folds}
   */
  public DefaultResult train(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      ToIntFunction<ModelInput> fold,
      TrainingListener listener) {
    listener.attempt(1, settings.seed());
    Standardization standardization =
        Standardization.ofLog1p(
            training.stream()
                .map(input -> source.read(input.sha256(), Augmentation.CLEAN))
                .toList());
    Examples fitted = Examples.of(source, training, variants(), standardization);
    Examples held = Examples.of(source, validation, variants(), standardization);
    int[] folds =
        variants().stream().flatMap(variant -> validation.stream()).mapToInt(fold).toArray();
    LogisticRegression regression =
        new LogisticRegression(fitted.rows(), fitted.labels(), fitted.balance());
    Descent chosen = new Descent(settings.patience());
    List<Descent> withoutFold =
        Stream.generate(() -> new Descent(settings.patience())).limit(Folds.COUNT).toList();
    List<EpochResult> path = new ArrayList<>();
    List<double[]> steps = new ArrayList<>();
    double[] coefficients = regression.start();
    for (double decay : settings.decays()) {
      if (chosen.isOver() && withoutFold.stream().allMatch(Descent::isOver)) {
        break;
      }
      coefficients = regression.fit(decay, coefficients);
      steps.add(coefficients);
      Predictions predictions = held.predictions(coefficients);
      if (!chosen.isOver()) {
        EpochResult result =
            new EpochResult(
                steps.size(),
                fitted.predictions(coefficients).loss(),
                predictions.loss(),
                predictions.auroc());
        path.add(result);
        listener.epoch(result);
      }
      chosen.add(predictions.loss());
      for (int without = 0; without < Folds.COUNT; without++) {
        withoutFold.get(without).add(predictions.without(without, folds).loss());
      }
    }
    Map<Integer, StandardizedLinearHead> heads = new HashMap<>();
    IntFunction<StandardizedLinearHead> head =
        step -> heads.computeIfAbsent(step, added -> head(standardization, steps.get(step - 1)));
    return new DefaultResult(
        head.apply(chosen.best()),
        settings.decays().get(chosen.best() - 1),
        path,
        withoutFold.stream().map(descent -> head.apply(descent.best())).toList());
  }

  private List<Integer> variants() {
    return IntStream.rangeClosed(Augmentation.CLEAN, settings.variants()).boxed().toList();
  }

  /** Half of the logit to each class. */
  private static StandardizedLinearHead head(
      Standardization standardization, double[] coefficients) {
    int features = coefficients.length - 1;
    float[] kernel = new float[2 * features];
    for (int feature = 0; feature < features; feature++) {
      kernel[2 * feature] = (float) (-coefficients[feature] / 2);
      kernel[2 * feature + 1] = (float) (coefficients[feature] / 2);
    }
    float intercept = (float) (coefficients[features] / 2);
    return StandardizedLinearHead.of(
        VIEW, standardization, kernel, new float[] {-intercept, intercept});
  }
}
