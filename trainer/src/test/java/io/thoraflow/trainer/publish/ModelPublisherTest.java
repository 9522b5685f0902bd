package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.testing.TinyDraft;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPublisherTest {
  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  @TempDir Path root;

  private final InMemoryRegister register = new InMemoryRegister();
  private final List<Integer> announced = new ArrayList<>();
  private ModelRepository repository;
  private ModelPublisher publisher;

  @BeforeEach
  void open() {
    repository = new ModelRepository(root);
    publisher =
        new ModelPublisher(repository, register, announced::add, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void aPublishedVersionIsWholeRecordedAndAnnounced() throws Exception {
    // When
    int version = publisher.publish(TinyDraft.of(Origin.DEMO), TinySavedModel::write, "test");

    // Then
    ModelManifest manifest = repository.manifest(version);
    assertThat(manifest.origin()).isEqualTo(Origin.DEMO);
    assertThat(manifest.createdAt()).isEqualTo(NOW);
    assertThat(manifest.files()).isEqualTo(ModelRepository.hashes(repository.folder(version)));
    assertThat(manifest.files()).containsKey("saved_model.pb");
    assertThat(register.states).containsExactly(Map.entry(version, ModelState.SERVING));
    assertThat(register.manifestHashes.get(version))
        .isEqualTo(Sha256.of(repository.folder(version).resolve("manifest.json")));
    assertThat(announced).containsExactly(version);
    assertThat(entries()).containsExactly(Integer.toString(version));
  }

  @Test
  void everyCopyReproducesTheReferenceProbabilities() throws Exception {
    // Given
    byte[] given = new byte[Preprocessing.BYTES];
    ModelDraft draft =
        new ModelDraft(
            "given",
            Origin.DEMO,
            Preprocessing.AREA_224,
            0.5,
            1,
            true,
            "ab".repeat(32),
            JsonNodeFactory.instance.objectNode(),
            List.of(given));
    int version = publisher.publish(draft, TinySavedModel::write, "test");

    // When
    ModelManifest.Reference reference = repository.manifest(version).reference();
    SavedModel.Diagnoses diagnoses;
    try (SavedModel model = SavedModel.load(repository.folder(version))) {
      diagnoses = model.explain(reference.images());
    }

    // Then
    assertThat(reference.images()).hasSize(ReferenceImages.COUNT);
    assertThat(reference.images().get(0)).isEqualTo(given);
    assertThat(reference.probabilities().get(0)).isCloseTo(0.5, within(1e-6));
    for (int image = 0; image < ReferenceImages.COUNT; image++) {
      assertThat((double) diagnoses.probabilities()[image][1])
          .isCloseTo(reference.probabilities().get(image), within(reference.tolerance()));
    }
  }

  @Test
  void aWriterThatFailsHalfwayLeavesNothing() {
    assertThatThrownBy(
            () ->
                publisher.publish(
                    TinyDraft.of(Origin.DEMO),
                    folder -> {
                      Files.writeString(folder.resolve("saved_model.pb"), "half");
                      throw new IOException("No space left on device");
                    },
                    "test"))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("no version can be published in /.+: No space left on device");
    assertThat(entries()).isEmpty();
    assertThat(register.states).isEmpty();
    assertThat(announced).isEmpty();
  }

  @Test
  void aModelWithoutFiniteWeightsIsRefused() {
    assertThatThrownBy(
            () ->
                publisher.publish(
                    TinyDraft.of(Origin.DEMO),
                    folder -> TinySavedModel.write(folder, Float.NaN, explain -> explain),
                    "test"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageMatching("variable \\S+ of the SavedModel must be finite, but holds NaN");
    assertThat(entries()).isEmpty();
  }

  @Test
  void aKillWhileStagingLeavesNoVersion() throws Exception {
    // Given a process that was killed before the rename
    TinySavedModel.write(repository.stage());

    // When
    publisher.recordUnrecorded();

    // Then
    assertThat(repository.versions()).isEmpty();
    assertThat(register.states).isEmpty();
  }

  @Test
  void aKillBeforeRecordingLeavesAWholeVersionThatIsRecordedLater() throws Exception {
    // Given
    int first = publisher.publish(TinyDraft.of(Origin.DEMO), TinySavedModel::write, "test");
    register.reachable = false;
    assertThatThrownBy(
            () ->
                publisher.publish(TinyDraft.of(Origin.KERAS_IMPORT), TinySavedModel::write, "test"))
        .hasMessage("the database is away");
    register.reachable = true;

    // When
    publisher.recordUnrecorded();
    publisher.recordUnrecorded();

    // Then
    assertThat(repository.versions()).containsExactly(first, first + 1);
    assertThat(register.states)
        .containsEntry(first, ModelState.RETIRED)
        .containsEntry(first + 1, ModelState.SERVING)
        .hasSize(2);
  }

  @Test
  void versionsPublishedWithoutADatabaseGetTheStatesThatWereDecided() throws Exception {
    // Given
    ModelPublisher offline =
        new ModelPublisher(
            repository, new DeferredRegister(repository), ModelAnnouncer.none(), Clock.systemUTC());
    int imported =
        offline.publish(TinyDraft.of(Origin.KERAS_IMPORT), TinySavedModel::write, "test");
    int trained = offline.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test");
    int refused =
        offline.publish(
            TinyDraft.of(Origin.TRAINED), TinySavedModel::write, ModelState.REFUSED, "worse");

    // When
    publisher.recordUnrecorded();

    // Then
    assertThat(register.states)
        .containsEntry(imported, ModelState.RETIRED)
        .containsEntry(trained, ModelState.SERVING)
        .containsEntry(refused, ModelState.REFUSED);
  }

  @Test
  void aRefusedVersionIsKeptAndNotAnnounced() throws Exception {
    int version =
        publisher.publish(
            TinyDraft.of(Origin.TRAINED), TinySavedModel::write, ModelState.REFUSED, "worse");

    assertThat(register.states).containsExactly(Map.entry(version, ModelState.REFUSED));
    assertThat(announced).isEmpty();
    assertThat(repository.manifest(version).training().orElseThrow().path("decision").toString())
        .isEqualTo("{\"state\":\"refused\",\"reason\":\"worse\"}");
  }

  @Test
  void anUnrecordedVersionThatIsOlderThanARecordedOneDoesNotServe() throws Exception {
    // Given
    register.reachable = false;
    assertThatThrownBy(
            () -> publisher.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test"))
        .hasMessage("the database is away");
    register.reachable = true;
    int newer = publisher.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test");

    // When
    publisher.recordUnrecorded();

    // Then
    assertThat(register.states)
        .containsEntry(newer - 1, ModelState.CANDIDATE)
        .containsEntry(newer, ModelState.SERVING);
  }

  @Test
  void anUnrecordedVersionDoesNotUndoWhatPeopleDecidedMeanwhile() throws Exception {
    // Given: a kill between the files and the row, then somebody promotes another version
    int first = publisher.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test");
    int second = publisher.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test");
    register.reachable = false;
    assertThatThrownBy(
            () -> publisher.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test"))
        .hasMessage("the database is away");
    register.reachable = true;
    register.states.put(second, ModelState.RETIRED);
    register.states.put(first, ModelState.SERVING);

    // When
    publisher.recordUnrecorded();

    // Then
    assertThat(register.states)
        .containsEntry(first, ModelState.SERVING)
        .containsEntry(second + 1, ModelState.CANDIDATE);
  }

  @Test
  void aVersionThatWasComparedWithAnotherThanServesNowIsACandidate() throws Exception {
    int compared = publisher.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test");
    int promoted = publisher.publish(TinyDraft.of(Origin.TRAINED), TinySavedModel::write, "test");

    int late =
        publisher.publishInsteadOf(
            Optional.of(compared), TinyDraft.trained(), TinySavedModel::write, "not worse");
    int next =
        publisher.publishInsteadOf(
            Optional.of(promoted), TinyDraft.trained(), TinySavedModel::write, "not worse");

    assertThat(register.states)
        .containsEntry(late, ModelState.CANDIDATE)
        .containsEntry(next, ModelState.SERVING);
    assertThat(publisher.decision(late).reason())
        .isEqualTo(
            "not worse; but version %d serves by now, and it was to serve instead of version %d"
                .formatted(promoted, compared));
  }

  @Test
  void anImportServesOnlyWhereNothingDoes() throws Exception {
    int first =
        publisher.publishIfNoneServes(TinyDraft.trained(), TinySavedModel::write, "imported");
    int second =
        publisher.publishIfNoneServes(TinyDraft.trained(), TinySavedModel::write, "imported");

    assertThat(register.states)
        .containsEntry(first, ModelState.SERVING)
        .containsEntry(second, ModelState.CANDIDATE);
    assertThat(announced).containsExactly(first);
    assertThat(publisher.decision(second).reason())
        .isEqualTo("imported; version %d serves".formatted(first));
  }

  @Test
  void aDeadImportServesNowhereByItself() throws Exception {
    int dead =
        publisher.publishIfNoneServes(
            TinyDraft.trained(),
            folder -> TinySavedModel.write(folder, 0, explain -> explain),
            "imported");

    assertThat(register.states).containsExactly(Map.entry(dead, ModelState.CANDIDATE));
    assertThat(publisher.decision(dead).reason()).endsWith("its head is dead");
  }

  @Test
  void anImportWithoutADatabaseServesOnlyIfNothingDoesWhenItIsRecorded() throws Exception {
    // Given: what serves was promoted, of which the repository knows nothing
    int promoted =
        publisher.publish(
            TinyDraft.trained(), TinySavedModel::write, ModelState.CANDIDATE, "undecided");
    register.states.put(promoted, ModelState.SERVING);
    ModelPublisher offline =
        new ModelPublisher(
            repository, new DeferredRegister(repository), ModelAnnouncer.none(), Clock.systemUTC());

    // When
    int imported =
        offline.publishIfNoneServes(TinyDraft.trained(), TinySavedModel::write, "imported");
    publisher.recordUnrecorded();
    int wanted = offline.publish(TinyDraft.trained(), TinySavedModel::write, "imported to serve");
    publisher.recordUnrecorded();

    // Then
    assertThat(register.states)
        .containsEntry(imported, ModelState.CANDIDATE)
        .containsEntry(promoted, ModelState.RETIRED)
        .containsEntry(wanted, ModelState.SERVING);
  }

  private List<String> entries() {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
