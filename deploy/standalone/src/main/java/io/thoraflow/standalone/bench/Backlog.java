package io.thoraflow.standalone.bench;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.ingest.kafka.GroupOffsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** What a group has yet to settle, by partition. */
record Backlog(Map<TopicPartition, Long> left) {
  Backlog {
    left = Map.copyOf(left);
  }

  static Backlog of(KafkaConnection kafka, String topic, String group) throws InterruptedException {
    try (Admin admin = Admin.create(kafka.with(Map.of()))) {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      Map<TopicPartition, OffsetSpec> latest =
          description.partitions().stream()
              .collect(
                  Collectors.toMap(
                      info -> new TopicPartition(topic, info.partition()),
                      info -> OffsetSpec.latest()));
      // Of a partition that nobody has read from there is none.
      Map<TopicPartition, Long> settled = GroupOffsets.committed(admin, group);
      return new Backlog(
          admin.listOffsets(latest).all().get().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      end -> end.getValue().offset() - settled.getOrDefault(end.getKey(), 0L))));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the backlog of " + topic + " cannot be read", e.getCause());
    }
  }

  /** Of the partition that has the fewest. */
  long fewest() {
    return left.values().stream().mapToLong(Long::longValue).min().orElseThrow();
  }
}
