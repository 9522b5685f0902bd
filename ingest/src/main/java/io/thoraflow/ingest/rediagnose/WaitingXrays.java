package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** X-rays that were put back and that no worker has read yet. */
public final class WaitingXrays {
  private final KafkaConnection kafka;
  private final String group;

  /**
   * @param workers the group in which workers share {@link Topics#XRAY_RECEIVED}
   */
  public WaitingXrays(KafkaConnection kafka, String workers) {
    this.kafka = kafka;
    this.group = Topics.rediagnosisGroup(workers);
  }

  /**
   * @throws KafkaException if Kafka does not answer or has no such topic
   */
  public long count() throws InterruptedException {
    try (Admin admin = Admin.create(kafka.with(Map.of()))) {
      Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(admin, OffsetSpec.latest());
      Map<TopicPartition, ListOffsetsResultInfo> beginnings = offsets(admin, OffsetSpec.earliest());
      Map<TopicPartition, OffsetAndMetadata> committed = committed(admin);
      return ends.keySet().stream()
          .mapToLong(
              partition ->
                  ends.get(partition).offset()
                      - Math.max(
                          beginnings.get(partition).offset(),
                          committed.containsKey(partition) ? committed.get(partition).offset() : 0))
          .sum();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "topic %s cannot be looked at: %s"
              .formatted(Topics.XRAY_REDIAGNOSE, e.getCause().getMessage()),
          e.getCause());
    }
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(Admin admin, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    TopicDescription topic =
        admin
            .describeTopics(List.of(Topics.XRAY_REDIAGNOSE))
            .allTopicNames()
            .get()
            .get(Topics.XRAY_REDIAGNOSE);
    return admin
        .listOffsets(
            topic.partitions().stream()
                .collect(
                    Collectors.toMap(
                        info -> new TopicPartition(topic.name(), info.partition()), info -> which)))
        .all()
        .get();
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(Admin admin)
      throws ExecutionException, InterruptedException {
    try {
      // Partitions without an offset have none here, or null.
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getValue() != null)
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }
}
