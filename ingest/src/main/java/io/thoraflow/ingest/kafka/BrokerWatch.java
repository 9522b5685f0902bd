package io.thoraflow.ingest.kafka;

import io.thoraflow.contract.message.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers every two seconds whether they, and the topics, are there. */
public final class BrokerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;
  private final String brokers;
  private final List<String> topics;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<String> problem = Optional.of("not yet asked");

  private BrokerWatch(Admin admin, String brokers, List<String> topics) {
    this.admin = admin;
    this.brokers = brokers;
    this.topics = topics;
  }

  public static BrokerWatch start(KafkaConnection kafka, List<String> topics) {
    int timeoutMs = Math.toIntExact(TIMEOUT.toMillis());
    Admin admin =
        Admin.create(
            kafka.with(
                Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG, "thoraflow-ingest-watch",
                    CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs,
                    CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs)));
    BrokerWatch watch = new BrokerWatch(admin, kafka.bootstrapServers(), List.copyOf(topics));
    Thread thread = new Thread(watch::run, "broker-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** What keeps X-rays from being published; empty: nothing does. */
  public Optional<String> problem() {
    return problem;
  }

  public boolean isThere() {
    return problem.isEmpty();
  }

  private void run() {
    try {
      do {
        note(answer());
      } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(Optional<String> answer) {
    if (!answer.equals(problem)) {
      answer.ifPresentOrElse(
          text -> LOG.warn("{}; files stay in the inbox until then", text),
          () -> LOG.info("Kafka at {} takes X-rays", brokers));
    }
    problem = answer;
  }

  private Optional<String> answer() throws InterruptedException {
    for (String topic : topics) {
      try {
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return Optional.of("Kafka at %s does not answer".formatted(brokers));
      } catch (ExecutionException e) {
        return Optional.of(
            e.getCause() instanceof UnknownTopicOrPartitionException
                ? "Kafka at %s has no topic %s".formatted(brokers, topic)
                : "Kafka at %s: %s".formatted(brokers, e.getCause().getClass().getSimpleName()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    closed.countDown();
    admin.close(Duration.ofSeconds(1));
  }
}
