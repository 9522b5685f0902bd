package io.thoraflow.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.worker.testing.GraphSurgery;
import io.thoraflow.worker.testing.ModelShelf;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TensorFlowLibrary;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.WorkerStatus;
import io.thoraflow.worker.testing.Xrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.types.TFloat32;

/** New model versions reach a running worker, and only those that are what they claim to be. */
class ModelSwapTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final TinyModel OLD = TinyModel.steep();
  private static final TinyModel NEW = new TinyModel(-8, 4, 0.5f);

  private SignaturePolicy signatures = SignaturePolicy.none();

  @BeforeAll
  static void loadTensorFlow() {
    TensorFlowLibrary.load();
  }

  @Test
  void aNewVersionTakesOverWithoutARestart() throws Exception {
    int old = pipeline.models().serve(OLD);
    pipeline.start(pipeline.tensorFlowConfig());
    diagnoseOneMoreBy(old);

    int successor = pipeline.models().serve(NEW);

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              pipeline.send(Xrays.some(1));
              return countBy(successor) > 0;
            });
    assertThat(pipeline.count("SELECT count(*) FROM model_refusal")).isZero();
  }

  @Test
  void aHintMakesTheWorkerLookAtOnce() throws Exception {
    int old = pipeline.models().serve(OLD);
    pipeline.start(pipeline.withPollInterval(pipeline.tensorFlowConfig(), Duration.ofHours(1)));
    diagnoseOneMoreBy(old);

    int successor = pipeline.models().serve(NEW);

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              pipeline.send(Topics.MODEL_PUBLISHED, "serving".getBytes(UTF_8), "2".getBytes(UTF_8));
              pipeline.send(Xrays.some(1));
              return countBy(successor) > 0;
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"saved_model.pb", "manifest.json"})
  void aFileThatWasChangedAfterItsChecksumWasTakenIsRefused(String file) throws Exception {
    refusedWhileTheOldOneServes(
        () -> {
          int version = pipeline.models().publish(NEW, NEW::export, manifest -> manifest);
          Files.writeString(
              pipeline.models().folder(version).resolve(file), " ", StandardOpenOption.APPEND);
          return version;
        },
        file + " must have SHA-256");
  }

  /** Somebody who may write repository and database, as a trainer that was broken into could. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aVersionThatNoTrustedKeySignedIsRefusedThoughTheDatabaseNamesItsVeryFiles(
      boolean signedByAStranger) throws Exception {
    SigningKey key = SigningKey.generate();
    signatures = SignaturePolicy.requiring(key);
    pipeline.models().signWith(key);
    refusedWhileTheOldOneServes(
        () -> {
          pipeline.models().signWith(signedByAStranger ? SigningKey.generate() : null);
          return pipeline.models().publish(NEW, NEW::export, manifest -> manifest);
        },
        signedByAStranger ? "it is signed by key " : "nobody has signed it, but it must be signed");
  }

  @Test
  void aModelThatAnswersOtherwiseIsRefused() throws Exception {
    refusedWhileTheOldOneServes(
        () -> pipeline.models().publish(OLD, NEW::export, manifest -> manifest),
        "reference image 0 must have probability");
  }

  @Test
  void aModelThatAnswersNotANumberIsRefused() throws Exception {
    TinyModel nan = new TinyModel(Float.NaN, 0, 0);
    refusedWhileTheOldOneServes(
        () -> pipeline.models().publish(NEW, nan::export, manifest -> manifest),
        "reference image 0 must have probability");
  }

  @Test
  void aModelWithoutASignatureIsRefused() throws Exception {
    refusedWhileTheOldOneServes(
        () ->
            pipeline
                .models()
                .publish(NEW, folder -> NEW.export(folder, "explained"), manifest -> manifest),
        "the SavedModel must have the signature explain, but has ");
  }

  @Test
  void aModelThatTakesAnotherTypeIsRefused() throws Exception {
    refusedWhileTheOldOneServes(
        () ->
            pipeline
                .models()
                .publish(
                    NEW,
                    folder -> NEW.export(folder, "explain", TFloat32.class),
                    manifest -> manifest),
        "signature serving_default must have image DT_UINT8[-1, 224, 224, 1], but has DT_FLOAT");
  }

  @Test
  void aVersionWhoseFilesAreMissingIsRefused() throws Exception {
    refusedWhileTheOldOneServes(
        () -> {
          int version = pipeline.models().publish(NEW, NEW::export, manifest -> manifest);
          Files.delete(pipeline.models().folder(version).resolve("saved_model.pb"));
          return version;
        },
        "the repository has no file");
  }

  @Test
  void aModelThatWouldWriteAFileIsRefused(@TempDir Path elsewhere) throws Exception {
    Path written = elsewhere.resolve("written");
    refusedWhileTheOldOneServes(
        () -> publishChanged(new GraphSurgery(written)::beforeRestoring),
        "the graph holds the op WriteFile");
    assertThat(written).doesNotExist();
  }

  @Test
  void aTruncatedGraphIsRefused() throws Exception {
    refusedWhileTheOldOneServes(
        () -> publishChanged(folder -> truncate(folder.resolve("saved_model.pb"))),
        "saved_model.pb is no SavedModel: ");
  }

  @Test
  void truncatedWeightsAreRefused() throws Exception {
    refusedWhileTheOldOneServes(
        () ->
            publishChanged(
                folder -> truncate(folder.resolve("variables/variables.data-00000-of-00001"))),
        "TensorFlow cannot load it");
  }

  /** Its manifest says what its files are: nothing but the content is wrong. */
  private static int publishChanged(ModelShelf.Export change) throws IOException {
    return pipeline
        .models()
        .publish(
            NEW,
            folder -> {
              NEW.export(folder);
              change.to(folder);
            },
            manifest -> manifest);
  }

  private static void truncate(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length / 2));
  }

  @Test
  void aFreshWorkerFallsBackToTheVersionThatServedBefore() throws Exception {
    int old = pipeline.models().serve(OLD);
    int broken = pipeline.models().serve(OLD, NEW::export);

    pipeline.start(pipeline.tensorFlowConfig());

    diagnoseOneMoreBy(old);
    assertThat(pipeline.text("SELECT version FROM model_refusal"))
        .isEqualTo(Integer.toString(broken));
    assertThat(pipeline.text("SELECT version FROM model_version WHERE state = 'serving'"))
        .isEqualTo(Integer.toString(broken));
  }

  @Test
  void withoutAModelNothingIsConsumed() throws Exception {
    Worker worker = pipeline.start(pipeline.tensorFlowConfig());
    pipeline.send(Xrays.some(8));

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(WorkerStatus.ready(worker))
                    .contains("no model version serves yet")
                    .doesNotContain("not yet reached"));
    assertThat(WorkerStatus.live(worker)).contains("UP");
    assertThat(pipeline.members()).isZero();
    assertThat(pipeline.committed()).isEmpty();

    pipeline.models().serve(OLD);

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 8);
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(WorkerStatus.ready(worker)).contains("UP"));
    assertThat(WorkerStatus.metrics(worker))
        .contains("model_version_in_use", "xray_diagnosed_total", "kafka_consumergroup_lag");
  }

  @Test
  void aDemoModelIsMarked() throws Exception {
    int version = pipeline.models().serve(OLD, OLD::export, ModelShelf::demo);
    pipeline.start(pipeline.tensorFlowConfig());
    diagnoseOneMoreBy(version);
    assertThat(pipeline.text("SELECT demo FROM diagnosis")).isEqualTo("true");
  }

  private interface Publication {
    int publish() throws Exception;
  }

  private void refusedWhileTheOldOneServes(Publication publication, String reason)
      throws Exception {
    int old = pipeline.models().serve(OLD);
    WorkerConfig config = pipeline.withSignatures(pipeline.tensorFlowConfig(), signatures);
    Worker worker = pipeline.start(config);
    diagnoseOneMoreBy(old);

    int refused = publication.publish();
    pipeline.models().registry().promote(refused, "test", "for this test");

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(pipeline.text("SELECT worker || ': ' || reason FROM model_refusal"))
                    .startsWith(config.name() + ": " + reason));
    diagnoseOneMoreBy(old);
    assertThat(countBy(refused)).isZero();
    assertThat(WorkerStatus.ready(worker)).contains("UP");
    assertThat(WorkerStatus.metrics(worker))
        .contains(
            "model_refused_total 1.0", "model_signed " + (signatures.required() ? "1.0" : "0.0"));
  }

  private static void diagnoseOneMoreBy(int version) throws Exception {
    long before = countBy(version);
    pipeline.send(Xrays.some(1));
    await().atMost(LIMIT).until(() -> countBy(version) == before + 1);
  }

  private static long countBy(int version) throws Exception {
    return pipeline.count("SELECT count(*) FROM diagnosis WHERE model_version = " + version);
  }
}
