package io.thoraflow.ingest;

import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a topic holds, from its beginning, as far as it has come. */
public final class Topic implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

  public Topic(KafkaConnection kafka, String topic) {
    consumer =
        new KafkaConsumer<>(
            kafka.with(
                Map.of(
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false)),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        // A topic that was made just now is not known to every broker thread at once.
        await()
            .atMost(LIMIT)
            .until(() -> consumer.partitionsFor(topic), known -> !known.isEmpty())
            .stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** All records so far. */
  List<ConsumerRecord<String, byte[]>> records() {
    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    return List.copyOf(records);
  }

  /** The X-rays' identities, as often as they were sent. */
  public List<String> ids() {
    return records().stream().map(Topic::id).toList();
  }

  List<ConsumerRecord<String, byte[]>> xrays(String sha256) {
    return records().stream().filter(record -> id(record).equals(sha256)).toList();
  }

  public ConsumerRecord<String, byte[]> awaitRecord(String sha256) {
    return await().atMost(LIMIT).until(() -> xrays(sha256), found -> !found.isEmpty()).get(0);
  }

  public XrayMessage awaitXray(String sha256) {
    ConsumerRecord<String, byte[]> record = awaitRecord(sha256);
    return XrayMessageCodec.decode(record.headers(), record.value());
  }

  /** An X-ray as often as it was sent, at least so often. */
  public List<XrayMessage> awaitXrays(String sha256, int times) {
    return await().atMost(LIMIT).until(() -> xrays(sha256), found -> found.size() >= times).stream()
        .map(record -> XrayMessageCodec.decode(record.headers(), record.value()))
        .toList();
  }

  List<Rejection> rejections() {
    return records().stream().map(record -> Rejection.fromJson(record.value())).toList();
  }

  Rejection awaitRejection(Predicate<Rejection> wanted) {
    return await()
        .atMost(LIMIT)
        .until(() -> rejections().stream().filter(wanted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** The X-ray's SHA-256, else the key. */
  private static String id(ConsumerRecord<String, byte[]> record) {
    if (record.headers().lastHeader("ce_id") == null) {
      return record.key();
    }
    return new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
