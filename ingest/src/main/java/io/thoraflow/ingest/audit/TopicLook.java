package io.thoraflow.ingest.audit;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.ingest.kafka.GroupOffsets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks into the topics.
 *
 * <p>How far the groups have come is asked first, where the topics end last, and the database is
 * read after both: so a record that is dealt with meanwhile still counts as waiting, and one that
 * does not has left its row already. Nothing on its way is missed and called lost.
 */
final class TopicLook {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration NO_ANSWER = Duration.ofSeconds(60);
  private static final int FETCH_BYTES = 2 * Topics.MAX_RECORD_BYTES;

  private final KafkaConnection kafka;
  private final Map<String, String> groups = new LinkedHashMap<>();

  TopicLook(KafkaConnection kafka, Groups groups) {
    this.kafka = kafka;
    // A replay puts its record on the topic of X-rays before it commits: so it is asked first.
    this.groups.put(Topics.XRAY_DEAD, groups.replay());
    this.groups.put(Topics.XRAY_RECEIVED, groups.workers());
    this.groups.put(Topics.XRAY_REDIAGNOSE, groups.rediagnosis());
    this.groups.put(Topics.XRAY_REJECTED, groups.rejections());
  }

  /**
   * What the look leaves open.
   *
   * @param waiting records that no group has committed
   * @param blindSpots in sentences
   */
  record Seen(long waiting, List<String> blindSpots) {}

  /**
   * @param deep whether to read records, too, that their groups are done with
   * @param erasures to tell which dead letters are of X-rays that were erased since
   * @throws KafkaException if Kafka does not answer or a topic is not there
   */
  Seen look(Sightings sightings, boolean deep, DeadLook.Erasures erasures)
      throws InterruptedException {
    Map<String, Map<TopicPartition, Long>> committed = committed();
    long waiting = 0;
    List<String> blindSpots = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      for (String topic :
          List.of(Topics.XRAY_RECEIVED, Topics.XRAY_REDIAGNOSE, Topics.XRAY_REJECTED)) {
        waiting +=
            new Pass(consumer, topic, committed.get(topic), blindSpots)
                .run(
                    deep,
                    (id, record, waits) ->
                        sightings.add(id, waits ? Sighting.WAITING : Sighting.READ));
      }
      DeadLook dead = new DeadLook(erasures, sightings);
      long unused =
          new Pass(consumer, Topics.XRAY_DEAD, committed.get(Topics.XRAY_DEAD), blindSpots)
              .run(false, (id, record, waits) -> dead.add(id, record));
      dead.finish();
    }
    return new Seen(waiting, blindSpots);
  }

  private Map<String, Map<TopicPartition, Long>> committed() throws InterruptedException {
    try (Admin admin = Admin.create(kafka.with(Map.of()))) {
      Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
      for (Map.Entry<String, String> entry : groups.entrySet()) {
        committed.put(entry.getKey(), GroupOffsets.committed(admin, entry.getValue()));
      }
      return committed;
    } catch (ExecutionException e) {
      throw new KafkaException(
          "the groups' offsets cannot be read: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        kafka.with(
            Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                "thoraflow-audit",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                FETCH_BYTES,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FETCH_BYTES)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Hears of records. */
  interface Reader {
    void read(ConsumerRecord<byte[], byte[]> record);
  }

  /** Hears of records that say which file they are of, and whether their group has yet to come. */
  private interface NamedReader {
    void read(String id, ConsumerRecord<byte[], byte[]> record, boolean waits);
  }

  /** Gives all records of a topic that Kafka still holds. */
  void readAll(String topic, Reader reader) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      new Pass(consumer, topic, Map.of(), new ArrayList<>()).read(Map.of(), reader);
    }
  }

  /** One topic, from somewhere to its end. */
  private record Pass(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      Map<TopicPartition, Long> committed,
      List<String> blindSpots) {

    /**
     * @return how many records wait
     */
    long run(boolean deep, NamedReader reader) {
      long[] waiting = new long[1];
      long[] nameless = new long[1];
      read(
          deep ? Map.of() : committed,
          record -> {
            boolean waits = record.offset() >= committedIn(record.topic(), record.partition());
            waiting[0] += waits ? 1 : 0;
            Optional<String> id = id(record);
            if (id.isPresent()) {
              reader.read(id.get(), record, waits);
            } else {
              nameless[0]++;
            }
          });
      if (nameless[0] > 0) {
        blindSpots.add(
            "%d records of %s do not say which file they are of".formatted(nameless[0], topic));
      }
      return waiting[0];
    }

    private long committedIn(String of, int partition) {
      return committed.getOrDefault(new TopicPartition(of, partition), 0L);
    }

    void read(Map<TopicPartition, Long> from, Reader reader) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      consumer.assign(partitions);
      for (TopicPartition partition : partitions) {
        consumer.seek(
            partition, Math.max(beginnings.get(partition), from.getOrDefault(partition, 0L)));
      }
      noteRetention(beginnings);
      long answeredAt = System.nanoTime();
      while (ends.entrySet().stream().anyMatch(end -> position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          answeredAt = System.nanoTime();
          if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
            reader.read(record);
          }
        }
        if (System.nanoTime() - answeredAt > NO_ANSWER.toNanos()) {
          throw new KafkaException(
              "Kafka has given no records of %s for %d s".formatted(topic, NO_ANSWER.toSeconds()));
        }
      }
    }

    private long position(TopicPartition partition) {
      return consumer.position(partition);
    }

    private void noteRetention(Map<TopicPartition, Long> beginnings) {
      long removed = beginnings.values().stream().mapToLong(Long::longValue).sum();
      if (removed > 0) {
        blindSpots.add(
            "%d records of %s are gone by retention; what became of them is seen in folders and database only"
                .formatted(removed, topic));
      }
      long unread =
          beginnings.entrySet().stream()
              .filter(beginning -> committed.containsKey(beginning.getKey()))
              .mapToLong(
                  beginning ->
                      Math.max(0, beginning.getValue() - committed.get(beginning.getKey())))
              .sum();
      if (unread > 0) {
        blindSpots.add(
            "%d of these were gone before they were read; --repair puts their X-rays back"
                .formatted(unread));
      }
    }

    /** The X-ray's header, else the key, which is a rejection's id. */
    private static Optional<String> id(ConsumerRecord<byte[], byte[]> record) {
      Header header = record.headers().lastHeader("ce_id");
      byte[] id = header == null ? record.key() : header.value();
      return Optional.ofNullable(id)
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
          .filter(Sightings::isId);
    }
  }
}
