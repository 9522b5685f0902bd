package io.thoraflow.embedded;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the pipeline's topics. The replication factor is the cluster's default. */
public final class KafkaTopics {
  /** The largest record, with room for its headers and for the batch around it. */
  public static final int MAX_MESSAGE_BYTES = Topics.MAX_RECORD_BYTES + (64 << 10);

  /** As many workers as this can share the X-rays. */
  public static final int DEFAULT_PARTITIONS = 12;

  /**
   * Longer than any outage of all workers that nobody notices. The originals stay in the archive,
   * so this is a buffer and no store.
   */
  private static final Duration RECEIVED = Duration.ofDays(7);

  /**
   * Copies of what the archive holds; what nobody has read by then is put there again on request.
   */
  private static final Duration REDIAGNOSE = Duration.ofDays(2);

  /** Workers copy rejections to the database: the same buffer. */
  private static final Duration REJECTED = Duration.ofDays(7);

  /** Dead letters wait for a person, who may be on holiday. */
  private static final Duration DEAD = Duration.ofDays(90);

  private KafkaTopics() {}

  /**
   * Creates the topics that are missing, and leaves those that exist as they are.
   *
   * @param partitions of the topics that carry X-rays
   * @return the names of the topics that were created
   */
  public static Set<String> ensure(KafkaConnection connection, int partitions) {
    return Administration.ask(
        connection,
        "the topics cannot be made",
        admin -> {
          Set<String> existing = admin.listTopics().names().get();
          List<NewTopic> missing =
              topics(partitions).stream()
                  .filter(topic -> !existing.contains(topic.name()))
                  .toList();
          for (var creation : admin.createTopics(missing).values().values()) {
            awaitCreation(creation);
          }
          return missing.stream().map(NewTopic::name).collect(Collectors.toUnmodifiableSet());
        });
  }

  /** Of the topic of X-rays: at most as many workers have work. */
  public static int partitions(KafkaConnection connection) {
    return Administration.ask(
        connection,
        "the partitions of the topics cannot be counted",
        admin ->
            admin
                .describeTopics(List.of(Topics.XRAY_RECEIVED))
                .allTopicNames()
                .get()
                .get(Topics.XRAY_RECEIVED)
                .partitions()
                .size());
  }

  /** A second process that creates the same topics at the same time is no error. */
  private static void awaitCreation(KafkaFuture<Void> creation)
      throws ExecutionException, InterruptedException {
    try {
      creation.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static List<NewTopic> topics(int partitions) {
    return List.of(
        kept(Topics.XRAY_RECEIVED, partitions, RECEIVED),
        kept(Topics.XRAY_REDIAGNOSE, partitions, REDIAGNOSE),
        kept(Topics.XRAY_REJECTED, 1, REJECTED),
        kept(Topics.XRAY_DEAD, 1, DEAD),
        new NewTopic(Topics.MODEL_PUBLISHED, Optional.of(1), Optional.empty())
            .configs(Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT)));
  }

  private static NewTopic kept(String name, int partitions, Duration retention) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty())
        .configs(
            Map.of(
                RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                // A record is as old as the broker's clock says: a sender whose clock is behind
                // would send what has expired already.
                MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES)));
  }
}
