package io.thoraflow.standalone.chaos;

import io.thoraflow.contract.message.KafkaConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How many records a topic has been given. */
final class TopicSize {
  private TopicSize() {}

  static long of(KafkaConnection kafka, String topic)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(kafka.with(Map.of()))) {
      Map<TopicPartition, OffsetSpec> partitions =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .stream()
              .collect(
                  Collectors.toMap(
                      info -> new TopicPartition(topic, info.partition()),
                      info -> OffsetSpec.latest()));
      return admin.listOffsets(partitions).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    }
  }
}
