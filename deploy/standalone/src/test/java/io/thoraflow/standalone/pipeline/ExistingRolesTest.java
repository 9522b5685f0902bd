package io.thoraflow.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import io.thoraflow.standalone.up.Pipeline;
import io.thoraflow.standalone.up.PipelineConfig;
import io.thoraflow.trainer.testing.LabelledXrays;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} on a PostgreSQL whose roles an administrator has made: no right to make any. */
class ExistingRolesTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path root;

  @Test
  void theTrainerConnectsByItsOwnPassword() throws Exception {
    // Given
    Path secret =
        Files.writeString(
            root.resolve("trainer.secret"), database.config(Role.TRAINER).password() + "\n");
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("DATABASE_TRAINER_PASSWORD_FILE", secret.toString());
    LabelledXrays xrays = new LabelledXrays(database);
    xrays.insert("a".repeat(64), "nowhere");
    xrays.label("a".repeat(64), "NORMAL");

    // When
    try (Pipeline pipeline =
        Pipeline.start(
            PipelineConfig.from(Settings.of(settings), new DataFolder(root.resolve("data")), 1, 4)
                .withWorkerSettings(
                    Map.of(
                        "WORKER_DEVICE", "stub",
                        "DATABASE_USER", Role.WORKER.user(),
                        "DATABASE_PASSWORD", database.config(Role.WORKER).password())),
            new Console(System.out))) {

      // Then
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(trainerMetrics(pipeline)).contains("training_new_labels 1.0"));
    }
  }

  @Test
  void withoutThatPasswordTheSettingIsNamed() {
    assertThatThrownBy(
            () -> PipelineConfig.from(Settings.of(settings()), new DataFolder(root), 1, 4))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "TRAINER_SCHEDULE needs DATABASE_TRAINER_PASSWORD of user thoraflow_trainer");
  }

  private static Map<String, String> settings() {
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", kafka.connection().bootstrapServers(),
        "DATABASE_URL", database.config(Role.WORKER).url(),
        "DATABASE_PASSWORD", database.config(Role.WORKER).password(),
        "TRAINER_SCHEDULE", "0/2 * * * * ?");
  }

  private static String trainerMetrics(Pipeline pipeline) throws IOException {
    String monitoring =
        pipeline.running().processes().stream()
            .filter(process -> process.name().equals("trainer"))
            .map(RunningProcess::monitoring)
            .findFirst()
            .orElseThrow();
    try (InputStream page = URI.create(monitoring + "/metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
