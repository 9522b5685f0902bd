package io.thoraflow.ingest.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.MutableClock;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Path FILE = Path.of("scan.dcm");
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private final MutableClock clock = new MutableClock();
  private final Patience patience = new Patience(clock);

  @Test
  void aFileIsDueOnceItHasLookedTheSameForLongEnough() {
    assertThat(isDue(state(10, 0))).isFalse();
    clock.advance(Duration.ofMillis(1999));
    assertThat(isDue(state(10, 0))).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(isDue(state(10, 0))).isTrue();
  }

  @Test
  void anyChangeBeginsTheWaitAnew() {
    isDue(state(10, 0));
    clock.advance(TWO_SECONDS);
    assertThat(isDue(state(11, 0))).isFalse();
    clock.advance(TWO_SECONDS);
    assertThat(isDue(state(11, 5))).isFalse();
    clock.advance(TWO_SECONDS);
    assertThat(isDue(state(11, 5))).isTrue();
  }

  @Test
  void aPostponedFileIsLeftAloneUntilThenOrUntilItChanges() {
    assertThat(patience.isDue(FILE, state(10, 0), Duration.ZERO)).isTrue();
    patience.postpone(FILE, TWO_SECONDS);
    assertThat(patience.isDue(FILE, state(10, 0), Duration.ZERO)).isFalse();
    assertThat(patience.isDue(FILE, state(12, 0), Duration.ZERO)).isTrue();

    patience.postpone(FILE, TWO_SECONDS);
    clock.advance(TWO_SECONDS);
    assertThat(patience.isDue(FILE, state(12, 0), Duration.ZERO)).isTrue();
  }

  @Test
  void theTimeWithoutChangeIsCountedFromTheFirstLook() {
    isDue(state(10, 0));
    clock.advance(Duration.ofSeconds(30));
    assertThat(patience.unchangedFor(FILE, state(10, 0))).isEqualTo(Duration.ofSeconds(30));
    assertThat(patience.unchangedFor(FILE, state(11, 0))).isZero();
  }

  @Test
  void filesThatNobodyMeetsAnyMoreAreForgotten() {
    isDue(state(10, 0));
    clock.advance(Duration.ofMinutes(16));

    patience.forgetVanished();

    assertThat(isDue(state(10, 0))).isFalse();
  }

  @Test
  void ofAVeryFullInboxOthersHaveTheirTurnWhenTheFirstHaveLeft() {
    Patience two = new Patience(clock, 2);
    assertThat(isDue(two, "a")).isTrue();
    assertThat(isDue(two, "b")).isTrue();
    assertThat(isDue(two, "c")).isFalse();
    assertThat(isDue(two, "a")).as("known").isTrue();

    two.forget(Path.of("a"));

    assertThat(isDue(two, "c")).isTrue();
    assertThat(isDue(two, "d")).isFalse();

    clock.advance(Duration.ofSeconds(61));
    two.forgetVanished();

    assertThat(isDue(two, "d")).as("where nobody has seen the others for a minute").isTrue();
  }

  private static boolean isDue(Patience patience, String name) {
    return patience.isDue(Path.of(name), state(1, 0), Duration.ZERO);
  }

  private boolean isDue(FileState state) {
    return patience.isDue(FILE, state, TWO_SECONDS);
  }

  private static FileState state(long size, long modified) {
    return new FileState(true, false, size, FileTime.fromMillis(modified), "inode 1");
  }
}
