package io.thoraflow.worker.consume;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.worker.monitoring.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that leaves its group while no broker answers, and joins again once one does.
 *
 * <p>Else it would keep a core busy while a broker takes connections and answers nothing: looking
 * for the coordinator under the group protocol {@code consumer}, kafka-clients 4.4.0 then took 0.6
 * of a core (4.3.1 a whole one, also with the broker gone, which 4.4.0 waits for). Nothing is lost
 * by leaving: the group gives up a member that is not heard of, and what is not committed comes
 * again.
 */
public final class GroupMember {
  private static final Logger logger = LoggerFactory.getLogger(GroupMember.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  private final KafkaConnection kafka;
  private final String clientId;
  private final Supplier<Consumer<byte[], byte[]>> opener;
  private final ConsumerProbe probe;
  private Consumer<byte[], byte[]> consumer;
  private long askedAt;

  /**
   * @param opener makes a consumer each time that it joins
   */
  public GroupMember(
      KafkaConnection kafka,
      String clientId,
      Supplier<Consumer<byte[], byte[]>> opener,
      ConsumerProbe probe) {
    this.kafka = kafka;
    this.clientId = clientId;
    this.opener = opener;
    this.probe = probe;
  }

  Consumer<byte[], byte[]> join(String topic, ConsumerRebalanceListener listener) {
    consumer = opener.get();
    probe.joining();
    askedAt = System.nanoTime();
    consumer.subscribe(List.of(topic), listener);
    return consumer;
  }

  /** Watches the topic that it joined for. */
  TopicIdentity identity(String topic) {
    return new TopicIdentity(() -> kafka.admin(clientId + "-topic", ANSWER), topic);
  }

  /** Whether the group has not been heard of for a while, and no broker answers either. */
  boolean isCutOff() throws InterruptedException {
    if (!probe.isSilent() || System.nanoTime() - askedAt < ANSWER.toNanos()) {
      return false;
    }
    try (Admin admin = admin()) {
      return !answers(admin);
    } catch (KafkaException e) {
      return true;
    } finally {
      askedAt = System.nanoTime();
    }
  }

  /** In order, as far as that is possible. */
  void leave() {
    Consumers.leave(consumer);
  }

  /** Returns when a broker answers, or this worker stops. */
  void awaitBrokers(BooleanSupplier stopping, Heartbeat heartbeat) throws InterruptedException {
    logger.warn("no broker answers; {} joins its group again once one does", clientId);
    while (!stopping.getAsBoolean()) {
      try (Admin admin = admin()) {
        while (!stopping.getAsBoolean()) {
          heartbeat.beat();
          if (answers(admin)) {
            logger.info("a broker answers; {} joins its group again", clientId);
            return;
          }
          Thread.sleep(ASK_AGAIN.toMillis());
        }
      } catch (KafkaException e) {
        // Their names cannot be resolved at present.
        logger.debug("asking again for a broker", e);
        Thread.sleep(ASK_AGAIN.toMillis());
      }
    }
  }

  private Admin admin() {
    return kafka.admin(clientId + "-look", ANSWER);
  }

  /** A refusal is an answer, too: joining will tell what is refused. */
  private static boolean answers(Admin admin) throws InterruptedException {
    try {
      return !admin
          .describeCluster()
          .nodes()
          .get(2 * ANSWER.toMillis(), TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return KafkaRefusal.isRefusal(e.getCause());
    }
  }
}
