package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.ingest.kafka.GroupOffsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

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
      Map<TopicPartition, Long> committed = GroupOffsets.committed(admin, group);
      return ends.keySet().stream()
          .mapToLong(
              partition ->
                  ends.get(partition).offset()
                      - Math.max(
                          beginnings.get(partition).offset(),
                          committed.getOrDefault(partition, 0L)))
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
}
