package io.thoraflow.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.trainer.retention.Retention;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerConfigTest {
  private static final Map<String, String> NEEDED =
      Map.of(
          "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
          "DATABASE_URL", "jdbc:postgresql://db/thoraflow",
          "DATABASE_PASSWORD", "secret",
          "MODEL_REPOSITORY", "/models",
          "TRAINER_ARCHIVE", "/archive",
          "TRAINER_REPORTS", "/reports",
          "TRAINER_FEATURES", "/features",
          "TRAINER_SCHEDULE", "0 0 3 ? * MON-FRI",
          "TENSORFLOW_LIBRARY_PATH", "/tensorflow");

  @Test
  void whatIsNotSetHasADefault() {
    TrainerConfig config = TrainerConfig.from(Settings.of(NEEDED));

    assertThat(config.minNewLabels()).isEqualTo(100);
    assertThat(config.run().data()).isEmpty();
    assertThat(config.database().user()).isEqualTo("thoraflow_trainer");
    assertThat(config.monitoring().port()).isEqualTo(9472);
    assertThat(config.retention()).isEqualTo(new Retention.Limits(30, 365));
  }

  @Test
  void everyProblemIsToldAtOnce() {
    Map<String, String> settings = new HashMap<>(NEEDED);
    settings.put("TRAINER_SCHEDULE", "at night");
    settings.put("TRAINER_MIN_NEW_LABELS", "0");
    settings.put("MODEL_REPOSITORY", "https://models");
    settings.put("TRAINER_KEEP_VERSIONS", "1");
    settings.remove("TRAINER_ARCHIVE");

    assertThatThrownBy(() -> TrainerConfig.from(Settings.of(settings)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("TRAINER_SCHEDULE must be in Quartz's cron syntax")
        .hasMessageContaining("but is at night")
        .hasMessageContaining("TRAINER_MIN_NEW_LABELS must be 1 to 1000000, but is 0")
        .hasMessageContaining("MODEL_REPOSITORY must be a folder for the trainer")
        .hasMessageContaining("TRAINER_KEEP_VERSIONS must be 2 to 1000000, but is 1")
        .hasMessageContaining("TRAINER_ARCHIVE is missing");
  }

  @Test
  void aTimeThatNeverComesIsNoSchedule() {
    Map<String, String> settings = new HashMap<>(NEEDED);
    settings.put("TRAINER_SCHEDULE", "0 0 3 1 1 ? 2020");

    assertThatThrownBy(() -> TrainerConfig.from(Settings.of(settings)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("0 0 3 1 1 ? 2020 (that time never comes)");
  }

  @Test
  void aDirectoryNeedNotBeThereYet() {
    Map<String, String> settings = new HashMap<>(NEEDED);
    settings.put("TRAINER_DATA", "/not/mounted/yet");

    assertThat(TrainerConfig.from(Settings.of(settings)).run().data())
        .contains(Path.of("/not/mounted/yet"));
  }
}
