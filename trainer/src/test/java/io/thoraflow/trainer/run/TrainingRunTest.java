package io.thoraflow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.InvalidDataSetException;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.publish.DeferredRegister;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.recipe.EpochResult;
import io.thoraflow.trainer.reference.HeadFile;
import io.thoraflow.trainer.reference.TrainedHead;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on phantoms over a backbone of random weights. */
class TrainingRunTest {
  private static final BackboneWeights BACKBONE = GeneratedWeights.backbone(5);
  private static final int OF_A_CLASS = 20;

  @TempDir private static Path data;
  @TempDir private Path folder;

  private final Listener listener = new Listener();

  /** The test folder has one image twice. */
  @BeforeAll
  static void drawPhantoms() throws IOException {
    PhantomSet.write(data.resolve("train"), OF_A_CLASS, 3);
    PhantomSet.write(data.resolve("test"), 3, 4);
    Path normal = data.resolve("test/NORMAL");
    try (Stream<Path> files = Files.list(normal)) {
      Path first = files.sorted().findFirst().orElseThrow();
      Files.copy(first, normal.resolve("copy-" + first.getFileName()));
    }
  }

  private TrainingOutcome train(TrainingRequest request, Path home) throws IOException {
    ModelRepository repository = new ModelRepository(home.resolve("models"));
    DeferredRegister register = new DeferredRegister(repository);
    ModelPublisher publisher =
        new ModelPublisher(repository, register, ModelAnnouncer.none(), Clock.systemUTC());
    return new TrainingRun(
            request,
            new TrainingFolders(
                home.resolve("reports"), "run", folder.resolve("features"), 1L << 30),
            BACKBONE,
            publisher,
            listener)
        .run(
            ArchiveLabels.none(),
            register.serving().map(version -> new ServingModel(repository, version)));
  }

  private static TrainingRequest request(RecipeChoice recipe, Optional<Path> headFile) {
    return new TrainingRequest(
        Optional.of(data),
        "phantoms",
        recipe,
        1,
        1,
        Optional.of("a test must not depend on what random weights see"),
        Publication.AUTO,
        "nobody: they are drawn",
        Map.of(),
        Map.of("themselves", data.resolve("test")),
        headFile);
  }

  private static ModelManifest manifest(Path home, TrainingOutcome outcome) {
    return new ModelRepository(home.resolve("models")).manifest(outcome.version());
  }

  @Test
  void aRunEndsWithAVersionThatSaysHowItCameAbout() throws IOException {
    // When
    TrainingOutcome outcome =
        train(request(RecipeChoice.DEFAULT, Optional.empty()), folder.resolve("home"));

    // Then
    JsonNode training = manifest(folder.resolve("home"), outcome).training().orElseThrow();
    assertThat(training.path("recipe").asText()).isEqualTo("default");
    assertThat(training.path("dataFingerprint").asText()).matches("[0-9a-f]{64}");
    assertThat(training.at("/metrics/validation/auroc/value").isNumber()).isTrue();
    assertThat(training.path("decisions"))
        .allSatisfy(decision -> assertThat(decision.path("reason").asText()).isNotBlank())
        .extracting(decision -> decision.path("name").asText())
        .contains("temperature", "threshold", "weight decay");
    assertThat(training.at("/familiarity/validationQuantiles/0.05").isNumber()).isTrue();
    assertThat(training.at("/decision/state").asText()).isEqualTo(ModelState.SERVING.code());
    assertThat(outcome.evaluations().get("test").xrays()).isEqualTo(7);
    assertThat(outcome.resemblance()).containsOnlyKeys("themselves");
    assertThat(Files.readString(outcome.report()))
        .contains("temperature", training.path("dataFingerprint").asText())
        .doesNotContain(data.toString());
    assertThat(outcome.seconds()).containsKeys("reading", "features", "training", "publishing");
  }

  @Test
  void theSameRunAgainGivesTheSameBytesAndComputesNoFeature() throws IOException {
    // Given
    Path first = folder.resolve("first.safetensors");
    Path second = folder.resolve("second.safetensors");
    train(request(RecipeChoice.DEFAULT, Optional.of(first)), folder.resolve("one"));
    int extracted = listener.extracted;

    // When
    train(request(RecipeChoice.DEFAULT, Optional.of(second)), folder.resolve("two"));

    // Then
    TrainedHead head = HeadFile.read(first);
    TrainedHead again = HeadFile.read(second);
    assertThat(extracted).isPositive();
    assertThat(listener.extracted).isEqualTo(extracted);
    assertThat(again.head().weights()).isEqualTo(head.head().weights());
    assertThat(again.familiarity()).isEqualTo(head.familiarity());
    assertThat(again.threshold()).isEqualTo(head.threshold());
    assertThat(again.on(BACKBONE).weightsFingerprint())
        .isEqualTo(head.on(BACKBONE).weightsFingerprint());
  }

  /** Each X-ray and one distorted copy of it pass through the backbone, once for all runs. */
  @Test
  void aTwentiethMoreXraysCostsATwentiethOfTheFeatures() throws IOException {
    // Given
    Path set = folder.resolve("growing");
    PhantomSet.write(set, OF_A_CLASS, 3);
    train(TrainingRequest.of(Optional.of(set), RecipeChoice.DEFAULT, 1), folder.resolve("one"));
    int computed = listener.computed;

    // When: two more X-rays beside forty
    for (Path phantom : PhantomSet.write(folder.resolve("new"), 1, 4)) {
      Path label = set.resolve(phantom.getParent().getFileName());
      Files.copy(phantom, label.resolve("new-" + phantom.getFileName()));
    }
    train(TrainingRequest.of(Optional.of(set), RecipeChoice.DEFAULT, 1), folder.resolve("two"));

    // Then
    assertThat(computed).isEqualTo(2 * 2 * OF_A_CLASS);
    assertThat(listener.computed - computed).isEqualTo(computed / OF_A_CLASS);
  }

  @Test
  void theSeedRecipeGoesTheSameWayWithKerassOwnSplit() throws IOException {
    // When
    TrainingOutcome outcome =
        train(request(RecipeChoice.SEED, Optional.empty()), folder.resolve("home"));

    // Then: the first fifth of each class
    ModelManifest manifest = manifest(folder.resolve("home"), outcome);
    assertThat(outcome.evaluations().get("validation").xrays()).isEqualTo(2 * (OF_A_CLASS / 5));
    assertThat(manifest.threshold()).isEqualTo(0.5);
    assertThat(manifest.temperature()).isEqualTo(1);
    assertThat(manifest.preprocessing()).isEqualTo("nearest-224");
    assertThat(listener.epochs).hasSize(20);
  }

  @Test
  void aFolderThatIsNoDataSetIsNamedBeforeAnyWork() {
    TrainingRequest request =
        TrainingRequest.of(Optional.of(folder.resolve("absent")), RecipeChoice.DEFAULT, 1);

    assertThatThrownBy(() -> train(request, folder.resolve("home")))
        .isInstanceOf(InvalidDataSetException.class)
        .hasMessageContaining("absent");
    assertThat(listener.phases).isEmpty();
  }

  private static final class Listener implements TrainingProgress {
    private final List<String> phases = new ArrayList<>();
    private final List<EpochResult> epochs = new ArrayList<>();
    private int extracted;
    private int computed;

    @Override
    public void phase(String name) {
      phases.add(name);
    }

    @Override
    public void reading(int done, int total) {
      assertThat(done).isBetween(1, total);
    }

    @Override
    public void extraction(ExtractionProgress progress) {
      extracted++;
      computed += progress.done() == progress.total() ? progress.total() : 0;
    }

    @Override
    public void note(String text) {
      assertThat(text).isNotBlank();
    }

    @Override
    public void attempt(int attempt, long seed) {
      assertThat(attempt).isEqualTo(1);
    }

    @Override
    public void epoch(EpochResult result) {
      epochs.add(result);
    }
  }
}
