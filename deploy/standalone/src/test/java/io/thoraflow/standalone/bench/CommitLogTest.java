package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.standalone.bench.CommitLog.Commit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommitLogTest {
  private static final CommitLog LOG =
      new CommitLog(
          List.of(
              commit("one", 0),
              commit("two", 1),
              commit("one", 2),
              commit("two", 7),
              commit("one", 8)));

  @Test
  void theRateIsThatOfRowsAfterTheFirstCommit() {
    assertThat(LOG.perSecond(second(0), second(2))).isEqualTo(8);
    assertThat(LOG.perSecond(second(0), second(8))).isEqualTo(4);
    assertThat(LOG.perSecond(second(3), second(6))).isZero();
  }

  @Test
  void aPauseCountsWholeWhereItTouchesTheSpan() {
    assertThat(LOG.longestPause(Set.of("one"), second(3), second(5))).isEqualTo(seconds(6));
    assertThat(LOG.longestPause(Set.of("one", "two"), second(0), second(2))).isEqualTo(seconds(6));
    assertThat(LOG.longestPause(Set.of("one"), second(0), second(1))).isEqualTo(seconds(2));
  }

  @Test
  void whoNeverComesBackPausesToTheEnd() {
    assertThat(LOG.longestPause(Set.of("two"), second(7), second(30))).isEqualTo(seconds(23));
  }

  @Test
  void aWorkerCountsFromSoManyCommitsOn() {
    assertThat(LOG.workers(Instant.MIN, 3)).containsExactly("one");
    assertThat(LOG.workers(second(2), 1)).containsExactlyInAnyOrder("one", "two");
    assertThat(LOG.rows()).isEqualTo(40);
  }

  private static Commit commit(String worker, int second) {
    return new Commit(worker, second(second), 8);
  }

  private static Instant second(int second) {
    return Instant.EPOCH.plusSeconds(second);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
