package io.thoraflow.trainer.run;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.DataSetReader;
import io.thoraflow.trainer.evaluate.OperatingRule;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.evaluate.Temperature;
import io.thoraflow.trainer.evaluate.Threshold;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.GaussianFit;
import io.thoraflow.trainer.recipe.DefaultRecipe;
import io.thoraflow.trainer.recipe.DefaultResult;
import io.thoraflow.trainer.recipe.DefaultSettings;
import io.thoraflow.trainer.report.TrainingReport.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The better recipe. */
record DefaultFit(DefaultSettings settings) implements Recipe {
  /** Missing a pneumonia is worse than a second look at a normal X-ray. */
  private static final double SENSITIVITY = 0.95;

  @Override
  public DataSet read(DataSetReader reader, DataDirectory directory, ArchiveLabels labels)
      throws IOException {
    return reader.byPatient(directory, labels);
  }

  @Override
  public FeatureSource.Settings features() {
    return new DefaultRecipe(settings).features();
  }

  @Override
  public void prepare(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      TrainingProgress progress) {
    new DefaultRecipe(settings).prepare(source, training, validation, progress::extraction);
  }

  @Override
  public Fitted fit(
      FeatureSource source,
      List<ModelInput> training,
      List<ModelInput> validation,
      ToIntFunction<ModelInput> fold,
      TrainingProgress progress) {
    DefaultResult result =
        new DefaultRecipe(settings).train(source, training, validation, fold, progress);
    List<String> known = training.stream().map(ModelInput::sha256).toList();
    return new Fitted(
        result.head(),
        List.copyOf(result.foldHeads()),
        result.path(),
        Optional.of(GaussianFit.standard().fit(Resemblance.rows(source, known))),
        decisions(result),
        List.of());
  }

  private List<Decision> decisions(DefaultResult result) {
    return List.of(
        new Decision(
            "split",
            "a fifth of all patients for validation, for good",
            "X-rays of one patient resemble each other, so a patient must not be on both sides"),
        new Decision(
            "features",
            "means and maxima of the last three stacks, logarithms, standardized",
            "better on X-rays of other patients than the last stack alone"),
        new Decision(
            "channels", "BGR minus ImageNet means", "as the backbone's weights were trained"),
        new Decision(
            "distorted copies of an X-ray",
            Integer.toString(settings.variants()),
            "position, size, exposure and sharpness differ between hospitals"),
        new Decision("classes", "weighted to count alike", "three in four X-rays are PNEUMONIA"),
        new Decision(
            "weight decay",
            Double.toString(result.decay()),
            "lowest log loss of validation X-rays and their distorted copies, of "
                + settings.decays()
                + "; stopped after "
                + settings.patience()
                + " without gain"));
  }

  @Override
  public OperatingPoint operatingPoint(List<Prediction> validation) {
    double temperature = (float) Temperature.fit(validation);
    return new OperatingPoint(
        temperature,
        Temperature.reason(validation),
        Threshold.keeping(SENSITIVITY, validation, temperature),
        "highest that finds %.0f %% of the validation side's pneumonias"
            .formatted(100 * SENSITIVITY));
  }

  @Override
  public OperatingRule rule() {
    return new OperatingRule.Keeping(SENSITIVITY);
  }

  /** At the same sensitivity, whatever its threshold was chosen for. */
  @Override
  public OperatingRule rule(ModelManifest serving) {
    return rule();
  }
}
