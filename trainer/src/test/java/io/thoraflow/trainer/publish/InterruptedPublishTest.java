package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.testing.TinyDraft;
import io.thoraflow.trainer.testing.TinySavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Publishing into PostgreSQL, cut off at each step as a kill would: nothing is cleaned up. */
class InterruptedPublishTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  @TempDir private Path root;

  private ModelRepository repository;
  private ModelRegistry registry;

  @BeforeEach
  void open() throws Exception {
    database.clear();
    repository = new ModelRepository(root);
    registry = new ModelRegistry(database.dataSource(Role.TRAINER));
  }

  /** When the process ends, and whether its version survives. */
  enum Step {
    BEFORE_WRITING(false),
    HALFWAY_THROUGH_WRITING(false),
    WRITTEN(false),
    BEFORE_NUMBERING(false),
    NUMBERED(false),
    BEFORE_RECORDING(true),
    RECORDED(true),
    ANNOUNCING(true);

    private final boolean survives;

    Step(boolean survives) {
      this.survives = survives;
    }
  }

  /** No exception that anybody handles. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aKillLeavesNoVersionOrAWholeOne(Step step) throws Exception {
    // Given
    int before =
        publisher(step, step).publish(TinyDraft.trained(), TinySavedModel::write, "before");
    // When
    assertThatThrownBy(
            () -> publisher(step, null).publish(TinyDraft.trained(), content(step), "interrupted"))
        .isInstanceOf(Killed.class);

    // Then
    PublishedWhole.versions(repository);
    assertThat(repository.versions()).hasSize(step.survives ? 2 : 1).contains(before);
    assertThat(registry.serving().orElseThrow().version()).isIn(repository.versions());

    // When it starts again
    publisher(step, step).recordUnrecorded();
    publisher(step, step).recordUnrecorded();

    // Then
    PublishedWhole.records(repository, registry);

    // When it publishes again
    int next = publisher(step, step).publish(TinyDraft.trained(), TinySavedModel::write, "again");

    // Then
    assertThat(next).isGreaterThan(before);
    PublishedWhole.versions(repository);
    PublishedWhole.records(repository, registry);
  }

  @Test
  void whatAKillHasLeftGoesWithTheFirstPublishAnHourLater() throws Exception {
    // Given
    assertThatThrownBy(
            () ->
                publisher(Step.WRITTEN, null)
                    .publish(TinyDraft.trained(), content(Step.WRITTEN), "killed"))
        .isInstanceOf(Killed.class);
    assertThat(hidden()).hasSize(1);

    // When, Then
    publisherAt(Duration.ofMinutes(50)).publish(TinyDraft.trained(), TinySavedModel::write, "soon");
    assertThat(hidden()).as("it may still be in somebody's hands").hasSize(1);

    // When, Then
    publisherAt(Duration.ofMinutes(70))
        .publish(TinyDraft.trained(), TinySavedModel::write, "later");
    assertThat(hidden()).isEmpty();
    assertThat(repository.versions()).hasSize(2);
  }

  @Test
  void aRefusedVersionIsRecordedAsRefusedWhateverIsKilledWhen() throws Exception {
    // Given
    int serving = publisher(null, null).publish(TinyDraft.trained(), TinySavedModel::write, "good");
    assertThatThrownBy(
            () ->
                publisher(Step.BEFORE_RECORDING, null)
                    .publish(
                        TinyDraft.trained(),
                        TinySavedModel::write,
                        ModelState.REFUSED,
                        "gate: worse"))
        .isInstanceOf(Killed.class);

    // When
    publisher(null, null).recordUnrecorded();

    // Then
    assertThat(registry.serving().orElseThrow().version()).isEqualTo(serving);
    assertThat(registry.all().get(0).state()).isEqualTo(ModelState.REFUSED);
    assertThat(reasons(registry.all().get(0).version()))
        .isEqualTo("gate: worse (found in the model repository, not yet recorded)");
  }

  private ModelPublisher publisherAt(Duration later) {
    return new ModelPublisher(
        repository,
        new DatabaseRegister(registry, repository, "test"),
        ModelAnnouncer.none(),
        Clock.offset(Clock.systemUTC(), later));
  }

  /**
   * @param survived the same step: the publisher is not killed there; null: it is
   */
  private ModelPublisher publisher(Step step, Step survived) {
    Step deadly = survived == null ? step : null;
    return new ModelPublisher(
        repository,
        new KilledRegister(deadly),
        version -> killAt(Step.ANNOUNCING, deadly),
        Clock.systemUTC());
  }

  private static void killAt(Step here, Step deadly) {
    if (here == deadly) {
      throw new Killed();
    }
  }

  private static ModelContent content(Step deadly) {
    return folder -> {
      killAt(Step.BEFORE_WRITING, deadly);
      if (deadly == Step.HALFWAY_THROUGH_WRITING) {
        Files.writeString(folder.resolve("saved_model.pb"), "half");
        throw new Killed();
      }
      TinySavedModel.write(folder);
      killAt(Step.WRITTEN, deadly);
    };
  }

  private final class KilledRegister implements VersionRegister {
    private final VersionRegister register = new DatabaseRegister(registry, repository, "test");
    private final Step deadly;

    KilledRegister(Step deadly) {
      this.deadly = deadly;
    }

    @Override
    public int nextVersion() {
      killAt(Step.BEFORE_NUMBERING, deadly);
      int version = register.nextVersion();
      killAt(Step.NUMBERED, deadly);
      return version;
    }

    @Override
    public Optional<Integer> serving() {
      return register.serving();
    }

    @Override
    public void record(
        ModelManifest manifest, String manifestSha256, ModelState state, String reason) {
      killAt(Step.BEFORE_RECORDING, deadly);
      register.record(manifest, manifestSha256, state, reason);
      killAt(Step.RECORDED, deadly);
    }

    @Override
    public Set<Integer> recorded() {
      return register.recorded();
    }
  }

  private List<String> hidden() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    }
  }

  private static String reasons(int version) throws Exception {
    try (var connection = database.dataSource(Role.DASHBOARD).getConnection();
        var query =
            connection.prepareStatement(
                "SELECT string_agg(reason, '; ' ORDER BY id) FROM model_event WHERE version = ?")) {
      query.setInt(1, version);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
