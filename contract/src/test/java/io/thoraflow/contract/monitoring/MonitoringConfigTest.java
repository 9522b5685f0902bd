package io.thoraflow.contract.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MonitoringConfigTest {
  @Test
  void nobodyElseIsAnsweredUnlessASettingSaysSo() {
    assertThat(MonitoringConfig.from(Settings.of(Map.of()), 9471))
        .isEqualTo(new MonitoringConfig("127.0.0.1", 9471));
    assertThat(MonitoringConfig.from(Settings.of(Map.of("MONITORING_HOST", "10.1.2.3")), 9471))
        .isEqualTo(new MonitoringConfig("10.1.2.3", 9471));
  }
}
