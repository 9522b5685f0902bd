package io.thoraflow.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.MutableClock;
import java.time.Duration;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private final MutableClock clock = new MutableClock();
  private final Acknowledgements acknowledgements = new Acknowledgements(clock);

  @Test
  void theBrokersTimesTellHowFarThisMachinesClockIsAhead() {
    assertThat(acknowledgements.ahead()).isEmpty();

    acknowledgements.taken(clock.instant().minus(Duration.ofHours(3)).toEpochMilli());

    assertThat(acknowledgements.ahead()).contains(Duration.ofHours(3));
  }

  @Test
  void recordsThatAreNotTakenAreAProblemUntilOneIs() {
    assertThat(acknowledgements.problem()).isEmpty();

    acknowledgements.refused(new NotEnoughReplicasException("1 of 2"));
    assertThat(acknowledgements.problem().orElseThrow())
        .contains("NotEnoughReplicasException")
        .contains("files stay in the inbox");

    acknowledgements.taken(clock.millis());
    assertThat(acknowledgements.problem()).isEmpty();
  }

  @Test
  void aRecordThatIsTooLargeIsNoProblemOfTheBroker() {
    acknowledgements.refused(new RecordTooLargeException());

    assertThat(acknowledgements.problem()).isEmpty();
  }
}
