package io.thoraflow.standalone.train;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.model.Publishing;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.PipelineFolders;
import io.thoraflow.standalone.weights.Backbone;
import io.thoraflow.trainer.TrainerConfig;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.run.Publication;
import io.thoraflow.trainer.run.RecipeChoice;
import io.thoraflow.trainer.run.RunName;
import io.thoraflow.trainer.run.TrainingFolders;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingRequest;
import io.thoraflow.trainer.run.TrainingRun;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thoraflow train}. */
@Command(
    name = "train",
    description = {
      "Trains a model on labelled X-rays and publishes it, if X-rays of enough other patients show",
      "that it reads no worse than the one that serves; else keeps it as a candidate or refused."
    })
public final class TrainCommand implements Callable<Integer> {
  private static final long GIBIBYTE = 1L << 30;

  /** The model is kept, as a candidate or refused, but does not serve. */
  private static final int KEPT = 3;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "DIR/{train,test}/{NORMAL,PNEUMONIA}/* or DIR/{NORMAL,PNEUMONIA}/*")
  private Path data;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "data folder of the pipeline (default: THORAFLOW_DATA, else data beside ./thoraflow)")
  private Path folder;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      defaultValue = "default",
      description = "default, or seed: the Keras script as it stands (default: ${DEFAULT-VALUE})")
  private RecipeChoice recipe;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "of the model (default: trained-RECIPE)")
  private String name;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of all chance")
  private long seed;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "1",
      description = "seed recipe: heads to begin at most, with the next seed each, while one died")
  private int attempts;

  @Option(
      names = "--force",
      paramLabel = "REASON",
      description = "publishes whatever the gate says, and records why")
  private String force;

  @Option(
      names = "--citation",
      paramLabel = "TEXT",
      defaultValue = "not stated",
      description = "whom to cite for the X-rays")
  private String citation;

  @Option(
      names = "--evaluate",
      paramLabel = "NAME=DIR",
      description = "evaluates on DIR/{NORMAL,PNEUMONIA} as well; decides nothing")
  private Map<String, Path> evaluations = new LinkedHashMap<>();

  @Option(
      names = "--unfamiliar",
      paramLabel = "NAME=DIR",
      description = "images that the familiarity score shall tell from chest X-rays")
  private Map<String, Path> unfamiliar = new LinkedHashMap<>();

  @Option(
      names = "--save-head",
      paramLabel = "FILE",
      description = "keeps the head as a small file for ./thoraflow model install")
  private Path headFile;

  @Option(
      names = "--cache-gib",
      paramLabel = "N",
      defaultValue = "20",
      description = "disk for features (default: ${DEFAULT-VALUE})")
  private int cacheGibibytes;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException {
    var unused = DataDirectory.open(data); // Fails before the weights are fetched.
    Settings settings = Settings.fromEnvironment();
    TrainingRequest request = request(settings.verified(TrainerConfig.publication(settings)));
    DataFolder home = DataFolder.of(folder, System.getenv());
    BackboneWeights backbone = Backbone.fetch(console);
    try (Publishing publishing = Publishing.open(home, settings)) {
      TrainingOutcome outcome =
          publishing.train(
              request,
              publisher ->
                  new TrainingRun(
                      request,
                      folders(new PipelineFolders(home, settings)),
                      backbone,
                      publisher,
                      new ConsoleProgress(console)));
      new OutcomeSheet(console).print(outcome, publishing.whenItServes());
      return outcome.state() == ModelState.SERVING ? 0 : KEPT;
    }
  }

  private TrainingFolders folders(PipelineFolders home) {
    return new TrainingFolders(
        home.reports(),
        RunName.of(Instant.now(), recipe),
        home.features(),
        cacheGibibytes * GIBIBYTE);
  }

  private TrainingRequest request(Publication publication) {
    return new TrainingRequest(
        Optional.of(data),
        name == null ? "trained-" + recipe.text() : name,
        recipe,
        seed,
        attempts,
        Optional.ofNullable(force),
        publication,
        citation,
        evaluations,
        unfamiliar,
        Optional.ofNullable(headFile));
  }
}
