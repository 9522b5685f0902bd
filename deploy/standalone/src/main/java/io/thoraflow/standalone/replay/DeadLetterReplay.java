package io.thoraflow.standalone.replay;

import io.thoraflow.contract.message.DeadLetter;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.MalformedMessageException;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.standalone.CommandException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back on the topic that they came from, as they were before they died; one that
 * does not say so goes to {@link Topics#XRAY_RECEIVED}.
 *
 * <p>At least once: an offset is committed after the broker has acknowledged the replayed records
 * before it. A record that is replayed twice changes nothing, as its X-ray is the key of its row.
 * Ends with the dead letters that were there when it began, so that one that dies again waits for
 * the next replay.
 */
public final class DeadLetterReplay {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConnection connection;

  public DeadLetterReplay(KafkaConnection connection) {
    this.connection = connection;
  }

  /**
   * @return how many records were replayed, by the reason for which they had died
   */
  public Map<String, Integer> run() throws InterruptedException {
    Map<String, Integer> replayed = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.XRAY_DEAD).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!isDone(consumer, ends)) {
        List<ConsumerRecord<byte[], byte[]>> batch =
            StreamSupport.stream(consumer.poll(POLL).spliterator(), false)
                .filter(dead -> dead.offset() < ends.get(partitionOf(dead)))
                .toList();
        send(batch, producer);
        consumer.commitSync(offsetsAfter(batch));
        batch.forEach(dead -> replayed.merge(reason(dead), 1, Integer::sum));
      }
    }
    return replayed;
  }

  private static boolean isDone(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private static void send(
      List<ConsumerRecord<byte[], byte[]>> batch, KafkaProducer<byte[], byte[]> producer)
      throws InterruptedException {
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> dead : batch) {
      acknowledgements.add(producer.send(revived(dead)));
    }
    for (Future<RecordMetadata> acknowledgement : acknowledgements) {
      try {
        acknowledgement.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof KafkaException refusal && KafkaRefusal.isRefusal(refusal)) {
          throw refusal;
        }
        throw new CommandException(
            "Kafka did not take a record back: %s; the rest stays for the next replay"
                .formatted(e.getCause().getMessage()),
            e.getCause());
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> revived(ConsumerRecord<byte[], byte[]> dead) {
    List<Header> headers =
        StreamSupport.stream(dead.headers().spliterator(), false)
            .filter(header -> !DeadLetter.isDeadLetterHeader(header.key()))
            .toList();
    return new ProducerRecord<>(origin(dead), null, null, dead.key(), dead.value(), headers);
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsetsAfter(
      List<ConsumerRecord<byte[], byte[]>> batch) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> dead : batch) {
      offsets.put(partitionOf(dead), new OffsetAndMetadata(dead.offset() + 1));
    }
    return offsets;
  }

  private static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> dead) {
    return new TopicPartition(dead.topic(), dead.partition());
  }

  /** An archived X-ray that a new version shall read goes on yielding to new arrivals. */
  private static String origin(ConsumerRecord<byte[], byte[]> dead) {
    return letter(dead)
        .map(DeadLetter::topic)
        .filter(Topics.XRAY_REDIAGNOSE::equals)
        .orElse(Topics.XRAY_RECEIVED);
  }

  private static String reason(ConsumerRecord<byte[], byte[]> dead) {
    return letter(dead).map(DeadLetter::reason).orElse("unknown");
  }

  private static Optional<DeadLetter> letter(ConsumerRecord<byte[], byte[]> dead) {
    try {
      return Optional.of(DeadLetter.of(dead.headers()));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        connection.with(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                Topics.REPLAY_GROUP,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                100)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        connection.with(
            Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                KafkaTopics.MAX_MESSAGE_BYTES)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
