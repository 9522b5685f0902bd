package io.thoraflow.standalone.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.message.DeadLetter;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.embedded.testing.TopicRecords;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeadLetterReplayTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  @BeforeEach
  void startEmpty() {
    kafka.emptyTopics();
  }

  @Test
  void deadLettersReturnAsTheyWere() throws Exception {
    die("study", "image", "PostgreSQL refused the row");

    Map<String, Integer> replayed = new DeadLetterReplay(kafka.connection()).run();

    assertThat(replayed).containsExactly(Map.entry("PostgreSQL refused the row", 1));
    assertThat(received())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("study");
              assertThat(record.value()).isEqualTo("image");
              assertThat(record.headers()).containsExactly("id");
            });
  }

  @Test
  void aSecondReplayTakesOnlyWhatDiedSince() throws Exception {
    die("a", "first", "reason");
    DeadLetterReplay replay = new DeadLetterReplay(kafka.connection());
    replay.run();

    assertThat(replay.run()).isEmpty();
    die("b", "second", "another reason");
    assertThat(replay.run()).containsExactly(Map.entry("another reason", 1));

    assertThat(received()).extracting(Replayed::value).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void anArchivedXrayKeepsYieldingToNewArrivals() throws Exception {
    die("study", "image", "reason", Topics.XRAY_REDIAGNOSE);

    new DeadLetterReplay(kafka.connection()).run();

    assertThat(records(Topics.XRAY_REDIAGNOSE)).extracting(Replayed::value).contains("image");
    assertThat(received()).isEmpty();
  }

  private static void die(String key, String value, String reason) throws Exception {
    die(key, value, reason, Topics.XRAY_RECEIVED);
  }

  private static void die(String key, String value, String reason, String origin) throws Exception {
    ProducerRecord<byte[], byte[]> dead =
        new ProducerRecord<>(Topics.XRAY_DEAD, key.getBytes(UTF_8), value.getBytes(UTF_8));
    dead.headers().add("id", "42".getBytes(UTF_8));
    new DeadLetter(reason, 5, origin, 0, 17, Instant.parse("2026-01-02T03:04:05Z"))
        .headers()
        .forEach((name, text) -> dead.headers().add(name, text.getBytes(UTF_8)));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.connection().with(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(dead).get(30, SECONDS);
    }
  }

  private static List<Replayed> received() {
    return records(Topics.XRAY_RECEIVED);
  }

  private static List<Replayed> records(String topic) {
    return TopicRecords.of(kafka.connection(), topic).stream().map(Replayed::of).toList();
  }

  private record Replayed(String key, String value, List<String> headers) {
    static Replayed of(ConsumerRecord<byte[], byte[]> record) {
      return new Replayed(
          new String(record.key(), UTF_8),
          new String(record.value(), UTF_8),
          Arrays.stream(record.headers().toArray()).map(Header::key).toList());
    }
  }
}
