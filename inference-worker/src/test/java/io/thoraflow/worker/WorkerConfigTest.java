package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.worker.model.DeviceChoice;
import io.thoraflow.worker.retention.RetentionConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {
  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
              "DATABASE_URL", "jdbc:postgresql://db/thoraflow",
              "DATABASE_PASSWORD", "secret",
              "MODEL_REPOSITORY", "http://models:8080/",
              "MODEL_CACHE", "/var/cache/thoraflow",
              "TENSORFLOW_LIBRARY_PATH", "/opt/tensorflow"));

  @Test
  void hasDefaultsForWhatNobodyMustDecide() {
    WorkerConfig config = WorkerConfig.from(Settings.of(settings));

    assertThat(config.consumerGroup()).isEqualTo("inference-worker");
    assertThat(config.database().user()).isEqualTo("thoraflow_worker");
    assertThat(config.batchSize()).isEqualTo(8);
    assertThat(config.batchDelay()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.device()).isEqualTo(DeviceChoice.AUTO);
    assertThat(config.retention().keepsAll()).isTrue();
    assertThat(config.name()).endsWith("-" + ProcessHandle.current().pid());
    assertThat(config.monitoring().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void theStubNeedsNoTensorFlow() {
    settings.remove("TENSORFLOW_LIBRARY_PATH");
    assertThatThrownBy(() -> WorkerConfig.from(Settings.of(settings)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("TENSORFLOW_LIBRARY_PATH is missing");

    settings.put("WORKER_DEVICE", "stub");
    settings.put("WORKER_STUB_MILLIS", "250");
    assertThat(WorkerConfig.from(Settings.of(settings)).stubTime())
        .isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void retentionIsReadAndNeverShorterThanTheDatabaseAllows() {
    settings.put("DIAGNOSIS_RETENTION", "3650d");
    settings.put("HEATMAP_RETENTION", "365d");
    RetentionConfig retention = WorkerConfig.from(Settings.of(settings)).retention();
    assertThat(retention.diagnoses()).contains(Duration.ofDays(3650));
    assertThat(retention.heatmaps()).contains(Duration.ofDays(365));

    settings.put("DIAGNOSIS_RETENTION", "29d");
    settings.put("HEATMAP_RETENTION", "12h");
    assertThatThrownBy(() -> WorkerConfig.from(Settings.of(settings)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("DIAGNOSIS_RETENTION must be at least 30d, but is 29d")
        .hasMessageContaining("HEATMAP_RETENTION must be at least 1d, but is 12h");
  }

  @Test
  void aBusyLoopOnTheDatabaseIsNotAllowed() {
    settings.put("MODEL_POLL_INTERVAL", "0s");

    assertThatThrownBy(() -> WorkerConfig.from(Settings.of(settings)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("MODEL_POLL_INTERVAL must be at least 100 ms, but is 0 ms");
  }
}
