package io.thoraflow.ingest.kafka;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.KafkaRight;
import io.thoraflow.contract.message.KafkaRightsCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers every two seconds whether they, and the topics, are there. */
public final class BrokerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final String DOES_NOT_ANSWER = " does not answer";

  private final Admin admin;
  private final KafkaConnection kafka;
  private final List<KafkaRight> rights;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CompletableFuture<AccessRefusedException> refusal = new CompletableFuture<>();
  private volatile Optional<String> problem = Optional.of("not yet asked");

  private BrokerWatch(Admin admin, KafkaConnection kafka, List<KafkaRight> rights) {
    this.admin = admin;
    this.kafka = kafka;
    this.rights = rights;
  }

  /**
   * @param topics that ingest writes
   */
  public static BrokerWatch start(KafkaConnection kafka, List<String> topics) {
    Admin admin = kafka.admin("thoraflow-ingest-watch", TIMEOUT);
    BrokerWatch watch =
        new BrokerWatch(
            admin,
            kafka,
            topics.stream().map(topic -> KafkaRight.topic(AclOperation.WRITE, topic)).toList());
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

  /** Completes when the brokers do not let ingest do its work, which an operator has to mend. */
  public CompletableFuture<AccessRefusedException> refusal() {
    return refusal;
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
          this::warn, () -> LOG.info("Kafka at {} takes X-rays", kafka.bootstrapServers()));
    }
    problem = answer;
  }

  /** A refusal ends ingest, whose last words it is. */
  private void warn(String text) {
    if (!refusal.isDone()) {
      LOG.warn("{}; files stay in the inbox until then", text);
    }
  }

  private Optional<String> answer() throws InterruptedException {
    for (KafkaRight right : rights) {
      Optional<String> answer = answer(right);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private Optional<String> answer(KafkaRight right) throws InterruptedException {
    String brokers = "Kafka at " + kafka.bootstrapServers();
    try {
      List<KafkaRight> missing = KafkaRightsCheck.missing(admin, List.of(right), TIMEOUT);
      return missing.isEmpty()
          ? Optional.empty()
          : Optional.of(refused(KafkaRefusal.missing(missing, kafka)));
    } catch (TimeoutException e) {
      return Optional.of(brokers + DOES_NOT_ANSWER);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        // Whether the client's time was over first or ours is chance, and no news for the log.
        return Optional.of(brokers + DOES_NOT_ANSWER);
      }
      if (cause instanceof UnknownTopicOrPartitionException) {
        return Optional.of("%s has no topic %s".formatted(brokers, right.name()));
      }
      return Optional.of(
          KafkaRefusal.of(cause, kafka)
              .map(this::refused)
              .orElseGet(() -> brokers + ": " + cause.getClass().getSimpleName()));
    }
  }

  private String refused(AccessRefusedException found) {
    refusal.complete(found);
    return found.getMessage();
  }

  @Override
  public void close() {
    closed.countDown();
    admin.close(Duration.ofSeconds(1));
  }
}
