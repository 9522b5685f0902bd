package io.thoraflow.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {
  private final PartitionProgress progress = new PartitionProgress(10);

  @Test
  void startsWhereItsFirstRecordIs() {
    assertThat(progress.position()).isEqualTo(10);
  }

  @Test
  void neverPassesARecordThatIsNotSettled() {
    progress.delivered(10, 1010);
    progress.delivered(11, 1011);
    progress.delivered(12, 1012);

    progress.settled(12);
    progress.settled(11);
    assertThat(progress.position()).isEqualTo(10);

    progress.settled(10);
    assertThat(progress.position()).isEqualTo(13);
  }

  @Test
  void stepsOverOffsetsThatHoldNoRecord() {
    progress.delivered(10, 1010);
    progress.delivered(15, 1015);

    progress.settled(10);
    assertThat(progress.position()).isEqualTo(15);

    progress.settled(15);
    assertThat(progress.position()).isEqualTo(16);
  }

  @Test
  void itsOldestRecordIsTheFirstThatIsNotSettled() {
    assertThat(progress.oldest()).isEmpty();
    progress.delivered(10, 1010);
    progress.delivered(11, 1011);
    assertThat(progress.oldest()).hasValue(1010);

    progress.settled(10);
    assertThat(progress.oldest()).hasValue(1011);

    progress.settled(11);
    assertThat(progress.oldest()).isEmpty();
  }

  @Test
  void waitsForWhatIsInFlightWithinLimits() throws InterruptedException {
    assertThat(progress.awaitSettled(Duration.ZERO)).isTrue();

    progress.delivered(10, 1010);
    assertThat(progress.awaitSettled(Duration.ofMillis(20))).isFalse();

    Thread other = new Thread(() -> progress.settled(10));
    other.start();
    assertThat(progress.awaitSettled(Duration.ofSeconds(10))).isTrue();
    other.join();
  }
}
