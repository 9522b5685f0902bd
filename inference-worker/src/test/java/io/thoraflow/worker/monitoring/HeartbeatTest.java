package io.thoraflow.worker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  @Test
  void tellsAThreadThatHangsFromOneThatRests() {
    Heartbeat heartbeat = new Heartbeat("inference", Duration.ofMillis(10));
    assertThat(heartbeat.problem()).isEmpty();

    heartbeat.beat();
    await().until(() -> heartbeat.problem().isPresent());
    assertThat(heartbeat.problem()).hasValue("the inference thread is stuck for 0 s");

    heartbeat.rest();
    assertThat(heartbeat.problem()).isEmpty();
  }
}
