package io.thoraflow.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.message.KafkaConnection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KafkaEndpointsTest {

  @Test
  void behindASlowArchiveFewFilesWaitAndThenTheProducerItself() throws Exception {
    ExecutorService pool =
        KafkaEndpoints.component(KafkaConnection.to("127.0.0.1:1"))
            .getConfiguration()
            .getWorkerPool();
    CountDownLatch archive = new CountDownLatch(1);
    CountDownLatch moving = new CountDownLatch(KafkaEndpoints.KEEPERS);
    for (int file = 0; file < KafkaEndpoints.KEEPERS + KafkaEndpoints.WAITING; file++) {
      pool.execute(
          () -> {
            moving.countDown();
            awaitUninterrupted(archive);
          });
    }
    moving.await();

    AtomicReference<Thread> mover = new AtomicReference<>();
    pool.execute(() -> mover.set(Thread.currentThread()));

    assertThat(mover.get()).isSameAs(Thread.currentThread());
    archive.countDown();
    pool.shutdown();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
