package io.thoraflow.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.journal.TrainerBusyException;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingProgress;
import io.thoraflow.trainer.testing.LabelledXrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with {@code kill -9} in the middle of its features. */
class KilledTrainingTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int OF_A_CLASS = 20;

  /** Each X-ray, and one distorted copy of it. */
  private static final int IMAGES = 2 * 2 * OF_A_CLASS;

  private static final int HEADER_BYTES = 4096;
  private static final int ROW_HEAD_BYTES = 64;

  @TempDir private Path home;

  private final Queue<Integer> kept = new ConcurrentLinkedQueue<>();
  private final Queue<ExtractionProgress> computed = new ConcurrentLinkedQueue<>();
  private final TrainingProgress progress = TrainingProcess.progress(computed::add);

  @Test
  void theNextRunComputesOnlyTheFeaturesThatAreMissing() throws Exception {
    // Given: clinicians' readings of archived X-rays, and nothing else
    LabelledXrays xrays = new LabelledXrays(database);
    for (Path phantom : PhantomSet.write(home.resolve("set"), OF_A_CLASS, 3)) {
      xrays.archive(phantom, home.resolve("archive"));
    }
    DataSource trainer = database.dataSource(Role.TRAINER);

    // When
    ChildProcess process = start();
    await().atMost(LIMIT).until(() -> kept.size() >= 2);
    process.kill();
    int rows = rowsOnDisk();
    TrainingOutcome outcome = runWhenTheServerKnows(trainer);

    // Then
    assertThat(rows).isBetween(1, IMAGES - 1);
    assertThat(computed()).isEqualTo(IMAGES - rows);
    assertThat(outcome.readings().added()).isEqualTo(2 * OF_A_CLASS);
    assertThat(new NewLabels(trainer, Optional.empty()).count().total()).isZero();
  }

  private ChildProcess start() throws IOException {
    DatabaseConfig config = database.config(Role.TRAINER);
    return new ChildJvm(
            TrainingProcess.class.getName(),
            List.of("-Xmx1g", "-XX:+UseSerialGC"),
            List.of(home.toString(), config.url(), config.user(), config.password()),
            Map.of(),
            home.resolve("training.err"))
        .start(line -> kept.add(Integer.parseInt(line)));
  }

  /** Rows that are whole; those of the killed run alone, as the next has not begun. */
  private int rowsOnDisk() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("features"))) {
      Path store =
          files.filter(file -> file.toString().endsWith(".features")).findFirst().orElseThrow();
      long bytes = Files.size(store) - HEADER_BYTES;
      return (int) (bytes / (ROW_HEAD_BYTES + 2L * FeatureView.PYRAMID.length()));
    }
  }

  /** A killed process's lock ends when the server notices that its connection is gone. */
  private TrainingOutcome runWhenTheServerKnows(DataSource trainer) {
    return await()
        .atMost(LIMIT)
        .ignoreException(TrainerBusyException.class)
        .until(() -> TrainingProcess.run(home, trainer).run(progress), outcome -> true);
  }

  /** Images that passed through the backbone: validation and training, one after the other. */
  private int computed() {
    return computed.stream()
        .filter(extraction -> extraction.done() == extraction.total())
        .mapToInt(ExtractionProgress::total)
        .sum();
  }
}
