package io.thoraflow.trainer.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.testing.LabelledXrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ModelPruningTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final String XRAY = "e".repeat(64);

  @TempDir private Path root;

  private final DataSource trainer = database.dataSource(Role.TRAINER);
  private final ModelRegistry registry = new ModelRegistry(trainer);
  private ModelRepository repository;
  private ModelPruning pruning;

  @BeforeEach
  void startEmpty() throws SQLException {
    database.clear();
    repository = new ModelRepository(root);
    pruning = new ModelPruning(trainer, repository, "night");
  }

  @Test
  void theNewestAndThoseThatServedLatestStay() throws IOException {
    // Given: two served long ago, then came refused ones
    publish(ModelState.SERVING, 1, 2, 3);
    publish(ModelState.REFUSED, 4, 5, 6, 7);

    // When
    List<Integer> deleted = pruning.run(2);

    // Then
    assertThat(deleted).containsExactly(1, 4, 5);
    assertThat(repository.versions()).containsExactly(2, 3, 6, 7);
    assertThat(states())
        .containsExactly(
            "7 refused", "6 refused", "5 pruned", "4 pruned", "3 serving", "2 retired", "1 pruned");
    assertThat(pruning.run(2)).isEmpty();
  }

  @Test
  void aPlanDeletesNothing() throws IOException {
    publish(ModelState.SERVING, 1, 2, 3, 4);

    assertThat(pruning.plan(2)).extracting(ModelRow::version).containsExactly(1, 2);

    assertThat(repository.versions()).containsExactly(1, 2, 3, 4);
    assertThat(states()).contains("1 retired");
  }

  @Test
  void theVersionToRollBackToStaysHoweverOldItIs() throws IOException {
    publish(ModelState.SERVING, 1, 2, 3, 4, 5);
    registry.promote(1, "doctor", "the old one was better");

    assertThat(pruning.run(2)).containsExactly(2, 3);
    assertThat(registry.servedLatestFirst())
        .extracting(ModelRow::version)
        .startsWith(1, 5)
        .doesNotContain(2, 3);
  }

  @Test
  void whatAWorkerReadsByStays() throws Exception {
    publish(ModelState.SERVING, 1, 2, 3, 4, 5);
    diagnose(1, "2 days");
    diagnose(2, "1 hour");

    assertThat(pruning.run(2)).containsExactly(1, 3);
  }

  /** It reads by one that served before, and has perhaps read nothing yet. */
  @Test
  void whileAWorkerRefusesTheServingVersionAllThatServedStay() throws Exception {
    publish(ModelState.SERVING, 1, 2, 3);
    publish(ModelState.REFUSED, 4);
    publish(ModelState.SERVING, 5, 6);
    new ModelRegistry(database.dataSource(Role.WORKER)).recordRefusal(6, "worker-1", "torn");

    assertThat(pruning.run(2)).containsExactly(4);

    database.execute("UPDATE model_refusal SET at = now() - interval '2 days'");
    assertThat(pruning.run(2)).containsExactly(1, 2, 3);
  }

  @Test
  void whatWasPromotedMeanwhileStays() throws IOException {
    publish(ModelState.SERVING, 1, 2, 3, 4);
    assertThat(pruning.plan(2)).extracting(ModelRow::version).contains(1);

    registry.promote(1, "doctor", "at this very moment");

    assertThat(registry.prune(1, "night", "old")).isFalse();
    assertThat(registry.serving()).map(ModelRow::version).contains(1);
  }

  @Test
  void aPrunedVersionCannotServeAgain() throws IOException {
    publish(ModelState.SERVING, 1, 2, 3);
    pruning.run(2);

    assertThatThrownBy(() -> registry.promote(1, "doctor", "again"))
        .hasMessage(
            "model version 1 cannot serve, as its files have been deleted to free the disk; train or import it again");
    assertThat(registry.serving()).map(ModelRow::version).contains(3);
  }

  /** Killed after the row changed, and killed while the files went. */
  @Test
  void whatAKillLeavesIsDeletedLater() throws IOException {
    // Given
    publish(ModelState.SERVING, 1, 2, 3);
    assertThat(registry.prune(1, "night", "old")).isTrue();
    Files.createDirectories(root.resolve(".abandoned-of-a-killed-process/variables"));

    // When
    List<Integer> deleted = pruning.run(2);
    repository.deleteAbandoned(Instant.now());

    // Then
    assertThat(deleted).containsExactly(1);
    try (Stream<Path> entries = Files.list(root)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder("2", "3");
    }
  }

  /** Published, and not recorded yet: by a run that goes on, or by one that was killed. */
  @Test
  void aVersionWithoutARowStays() throws IOException {
    publish(ModelState.SERVING, 2, 3, 4);
    write(1);

    assertThat(pruning.run(2)).containsExactly(2);
    assertThat(repository.versions()).containsExactly(1, 3, 4);
  }

  @Test
  void fewerThanServingAndTheOneBeforeCannotBeKept() {
    assertThatThrownBy(() -> pruning.run(1))
        .hasMessage("at least 2 versions must be kept, but 1 are asked for");
  }

  private void publish(ModelState state, int... versions) throws IOException {
    for (int version : versions) {
      String manifestSha256 = write(version);
      registry.register(
          Manifests.manifest(version, Map.of()), manifestSha256, state, "test", "made");
    }
  }

  private String write(int version) throws IOException {
    Path staged = repository.stage();
    Files.writeString(staged.resolve("saved_model.pb"), "a model");
    ModelManifest manifest = Manifests.manifest(version, ModelRepository.hashes(staged));
    return repository.publish(staged, manifest);
  }

  private void diagnose(int version, String ago) throws SQLException {
    if (version == 1) {
      new LabelledXrays(database).insert(XRAY, "nowhere");
    }
    database.execute(
        """
        INSERT INTO diagnosis (xray, model_version, probability, label, threshold, preprocessing, demo,
            worker, device, batch_size, queue_ms, decode_ms, inference_ms, diagnosed_at)
        VALUES (?, ?, 0.5, 'NORMAL', 0.5, 'p', false, 'w', 'cpu', 1, 1, 1, 1, now() - ?::interval)""",
        XRAY,
        version,
        ago);
  }

  private List<String> states() {
    return registry.all().stream().map(row -> row.version() + " " + row.state().code()).toList();
  }
}
