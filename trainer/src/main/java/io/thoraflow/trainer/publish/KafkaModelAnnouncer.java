package io.thoraflow.trainer.publish;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces versions on {@link Topics#MODEL_PUBLISHED}: one key, so that the compacted topic keeps
 * the latest; the value is the version in decimal.
 */
public final class KafkaModelAnnouncer implements ModelAnnouncer {
  private static final Logger log = LoggerFactory.getLogger(KafkaModelAnnouncer.class);
  private static final String KEY = "latest";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final KafkaConnection kafka;

  public KafkaModelAnnouncer(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  @Override
  public void announce(int version) {
    int limit = (int) LIMIT.toMillis();
    Map<String, Object> properties =
        kafka.with(
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, limit,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, limit,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, limit / 2));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.MODEL_PUBLISHED, KEY, Integer.toString(version)))
          .get();
    } catch (KafkaException | ExecutionException e) {
      log.warn(
          "Model version {} is published, but could not be announced: workers find it at their"
              + " next poll ({}).",
          version,
          KafkaRefusal.explain(e, kafka).getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
