package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryBudgetTest {
  private static final long MEGABYTE = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(10 * MEGABYTE);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @Test
  void whatDoesNotFitTogetherIsDoneOneAfterTheOther() throws Exception {
    assertThat(mostAtOnce(6 * MEGABYTE)).isEqualTo(1);
  }

  @Test
  void moreThanAllOfItRunsAlone() throws Exception {
    assertThat(mostAtOnce(100 * MEGABYTE)).isEqualTo(1);
  }

  @Test
  void noMoreIsTakenThanThereIs() throws Exception {
    assertThat(mostAtOnce(4 * MEGABYTE)).isLessThanOrEqualTo(2);
  }

  @Test
  void aFailureGivesBackWhatItTook() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  budget.within(
                      10 * MEGABYTE,
                      () -> {
                        throw new IllegalStateException("broken");
                      }))
          .hasMessage("broken");
    }
    assertThat(budget.<String, RuntimeException>within(10 * MEGABYTE, () -> "done"))
        .isEqualTo("done");
  }

  private int mostAtOnce(long bytes) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        work.add(threads.submit(() -> budget.<Void, RuntimeException>within(bytes, this::enter)));
      }
      for (Future<?> each : work) {
        each.get();
      }
      return most.get();
    } finally {
      threads.shutdownNow();
    }
  }

  private Void enter() {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    Thread.yield();
    inside.decrementAndGet();
    return null;
  }
}
