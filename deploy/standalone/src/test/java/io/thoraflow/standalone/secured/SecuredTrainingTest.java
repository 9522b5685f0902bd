package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.SecuredKafka;
import io.thoraflow.embedded.testing.TopicRecords;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.trainer.TrainerMain;
import io.thoraflow.trainer.data.SplitPatients;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.RealWeights;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The trainer on locked servers, with the rights of its own two roles, on the real backbone. */
class SecuredTrainingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int OF_A_CLASS = 40;

  @RegisterExtension static final LockedServers servers = new LockedServers();

  @BeforeAll
  static void requireWeights() {
    BackboneWeights unused = RealWeights.assume();
  }

  @Test
  void aVersionIsTrainedAnnouncedAndTakenUp() throws Exception {
    // Given: a worker that would not look by itself before the test is over
    Map<String, String> patient =
        LockedServers.with(servers.workerSettings(), Map.of("MODEL_POLL_INTERVAL", "1h"));
    try (Child worker = servers.start(WorkerMain.class, patient, "worker")) {
      await().atMost(PATIENCE).until(() -> says(worker, "Model version 1 .* serves"));
      int compared = publishStandIn();
      Path training = servers.root().resolve("training");
      SplitPatients.name(training, PhantomSet.write(training, OF_A_CLASS, 11));
      Map<String, String> settings = servers.trainerSettings(2 * OF_A_CLASS);
      settings.put("TRAINER_DATA", training.toString());

      // When
      try (Child trainer = servers.start(TrainerMain.class, settings, "trainer")) {
        await().atMost(PATIENCE).until(() -> says(trainer, "Training has ended: version .*"));

        // Then
        assertThat(trainer.console())
            .noneMatch(line -> line.startsWith("WARN ") || line.startsWith("ERROR "));
        ModelRow serving = serving();
        assertThat(serving.origin())
            .as(() -> String.join("\n", trainer.console()))
            .isEqualTo(Origin.TRAINED);
        assertThat(serving.version()).isGreaterThan(compared);
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    says(
                        worker,
                        "Model version %d .* serves on .* instead of version 1"
                            .formatted(serving.version())));
        assertThat(
                TopicRecords.of(
                    servers.kafka().connection(SecuredKafka.ADMIN), Topics.MODEL_PUBLISHED))
            .last()
            .satisfies(
                record ->
                    assertThat(new String(record.value()))
                        .isEqualTo(Integer.toString(serving.version())));
      }
    }
  }

  private static boolean says(Child child, String pattern) {
    return child.console().stream().anyMatch(line -> line.matches(".*" + pattern + ".*"));
  }

  /** What the trained version replaces: the stub has no weights. */
  private static int publishStandIn() throws IOException {
    Path models = servers.root().resolve("models");
    try (Database trainer = servers.database().open(Role.TRAINER)) {
      ModelRepository repository =
          new ModelRepository(models, ModelKeys.signing(servers.keys(), Settings.of(Map.of())));
      return TinySavedModel.publish(
          new ModelPublisher(
              repository,
              new DatabaseRegister(new ModelRegistry(trainer.dataSource()), repository, "test"),
              version -> {},
              Clock.systemUTC()));
    }
  }

  private static ModelRow serving() {
    try (Database dashboard = servers.database().open(Role.DASHBOARD)) {
      return new ModelRegistry(dashboard.dataSource()).serving().orElseThrow();
    }
  }
}
