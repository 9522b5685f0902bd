package io.thoraflow.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class ScheduleRouteTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void itTicksByTheScheduleAndLooksFromTheStart() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    try (CamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(
          new ScheduleRoute("0/1 * * ? * *", ticks::incrementAndGet, looks::incrementAndGet));

      camel.start();

      await().atMost(LIMIT).until(() -> ticks.get() >= 2 && looks.get() == 1);
    }
  }

  @Test
  void ticksDuringARunPass() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch finish = new CountDownLatch(1);
    TrainingThread thread =
        new TrainingThread(
            () -> {
              runs.incrementAndGet();
              awaitLatch(finish);
            });

    thread.tick();
    thread.tick();
    assertThat(thread.end(Duration.ofMillis(10))).isFalse();
    finish.countDown();

    assertThat(thread.end(LIMIT)).isTrue();
    assertThat(runs).hasValue(1);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
