package io.thoraflow.trainer.recipe;

import io.thoraflow.contract.model.Preprocessing;
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
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

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

  /**
   * Trains a head on prepared features. The same data and settings give the same weights, bit for
   * bit, on one machine.
   */
  public DefaultResult train(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingListener listener) {
    listener.attempt(1, settings.seed());
    Standardization standardization =
        Standardization.ofLog1p(
            training.stream()
                .map(input -> source.read(input.sha256(), Augmentation.CLEAN))
                .toList());
    Examples fitted = Examples.of(source, training, variants(), standardization);
    Examples held = Examples.of(source, validation, variants(), standardization);
    LogisticRegression regression =
        new LogisticRegression(fitted.rows(), fitted.labels(), fitted.balance());
    List<EpochResult> path = new ArrayList<>();
    double[] coefficients = regression.start();
    double[] best = coefficients;
    int bestStep = 0;
    for (int step = 1; step <= settings.decays().size(); step++) {
      coefficients = regression.fit(settings.decays().get(step - 1), coefficients);
      Predictions predictions = held.predictions(coefficients);
      path.add(
          new EpochResult(
              step,
              fitted.predictions(coefficients).loss(),
              predictions.loss(),
              predictions.auroc()));
      listener.epoch(path.get(step - 1));
      if (bestStep == 0
          || path.get(step - 1).validationLoss() < path.get(bestStep - 1).validationLoss()) {
        best = coefficients;
        bestStep = step;
      } else if (step - bestStep >= settings.patience()) {
        break;
      }
    }
    return new DefaultResult(
        head(standardization, best), settings.decays().get(bestStep - 1), path);
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
