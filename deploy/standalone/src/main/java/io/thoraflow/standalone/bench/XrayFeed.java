package io.thoraflow.standalone.bench;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.SourceFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Fills the topic of X-rays as ingest would. */
final class XrayFeed {
  private XrayFeed() {}

  /**
   * Returns when all are acknowledged.
   *
   * @param images of {@link BenchImages}, taken in turn; each record counts as another X-ray
   */
  static void send(KafkaConnection kafka, List<byte[]> images, int count) {
    send(kafka, images, BenchImages.WIDTH, BenchImages.HEIGHT, count);
  }

  /**
   * As {@link #send(KafkaConnection, List, int)}, with images of another size.
   *
   * @param images JPEG, taken in turn
   */
  static void send(KafkaConnection kafka, List<byte[]> images, int width, int height, int count) {
    Map<String, Object> config =
        kafka.with(
            Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topics.MAX_RECORD_BYTES));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < count; number++) {
        var unused =
            producer.send(record(images.get(number % images.size()), width, height, number));
      }
      producer.flush();
    }
  }

  private static ProducerRecord<String, byte[]> record(
      byte[] image, int width, int height, int number) {
    String id = "%064x".formatted(number);
    XrayMessage message =
        new XrayMessage(
            id,
            image,
            MediaType.JPEG,
            width,
            height,
            "bench",
            Pseudonyms.none("bench"),
            SourceFormat.JPEG,
            Optional.empty(),
            "%s/%s.jpg".formatted(id.substring(0, 2), id),
            Instant.now());
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.XRAY_RECEIVED, message.key(), message.image());
    XrayMessageCodec.headers(message)
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
