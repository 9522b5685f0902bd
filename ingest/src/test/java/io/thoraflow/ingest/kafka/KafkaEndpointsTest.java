package io.thoraflow.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.message.KafkaConnection;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.junit.jupiter.api.Test;

class KafkaEndpointsTest {

  @Test
  void behindASlowArchiveFewFilesWaitAndThenTheProducerItself() throws Exception {
    ExecutorService pool =
        KafkaEndpoints.component(
                KafkaConnection.to("127.0.0.1:1"), new Acknowledgements(Clock.systemUTC()))
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

  /** Of one topic; who has more to send waits. */
  @Test
  void thirtyTwoMegabytesWaitForTheBroker() {
    KafkaComponent component =
        KafkaEndpoints.component(
            KafkaConnection.to("127.0.0.1:1"), new Acknowledgements(Clock.systemUTC()));
    Properties properties = component.getConfiguration().createProducerProperties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");

    try (Producer<?, ?> producer = component.getKafkaClientFactory().getProducer(properties)) {
      assertThat(producer.metrics().values())
          .filteredOn(metric -> metric.metricName().name().equals("buffer-total-bytes"))
          .singleElement()
          .extracting(Metric::metricValue)
          .isEqualTo((double) (32 << 20));
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
