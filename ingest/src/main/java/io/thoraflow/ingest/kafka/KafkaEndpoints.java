package io.thoraflow.ingest.kafka;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How ingest's Kafka producers are set: {@code acks=all} and idempotence, so that an acknowledged
 * X-ray is on every in-sync replica, once per send.
 */
public final class KafkaEndpoints {
  /** After that a record counts as not sent, and its file is tried again. */
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** How long a reader waits for room in the producer's buffer, or for the first broker. */
  private static final Duration MAX_BLOCK = Duration.ofSeconds(15);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** Several X-rays in one batch when the broker is the slower side; nothing waits to fill one. */
  private static final int BATCH_BYTES = 1 << 20;

  /** What waits for the broker; each X-ray is held a second time by its exchange. */
  private static final int BUFFER_BYTES = 32 << 20;

  /** Files that are moved at a time, and that wait for it, each with its image. */
  static final int KEEPERS = 8;

  static final int WAITING = 32;

  private KafkaEndpoints() {}

  /** The component behind {@code kafka:} addresses. */
  public static KafkaComponent component(KafkaConnection kafka, Acknowledgements acknowledgements) {
    KafkaConfiguration configuration = new KafkaConfiguration();
    configuration.setBrokers(kafka.bootstrapServers());
    configuration.setClientId("thoraflow-ingest");
    configuration.setKeySerializer(StringSerializer.class.getName());
    configuration.setValueSerializer(ByteArraySerializer.class.getName());
    configuration.setRequestRequiredAcks("all");
    configuration.setEnableIdempotence(true);
    configuration.setMaxRequestSize(Topics.MAX_RECORD_BYTES);
    configuration.setProducerBatchSize(BATCH_BYTES);
    configuration.setBufferMemorySize(BUFFER_BYTES);
    configuration.setDeliveryTimeoutMs(Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
    configuration.setRequestTimeoutMs(Math.toIntExact(REQUEST_TIMEOUT.toMillis()));
    configuration.setMaxBlockMs(Math.toIntExact(MAX_BLOCK.toMillis()));
    configuration.setShutdownTimeout(Math.toIntExact(CLOSE_TIMEOUT.toMillis()));
    configuration.setRecordMetadata(false);
    configuration.setUseIterator(false);
    ThreadPoolExecutor pool = afterAcknowledgement();
    configuration.setWorkerPool(pool);
    KafkaComponent component = new BoundedComponent(pool);
    component.setConfiguration(configuration);
    component.setKafkaClientFactory(new PromptClients(kafka, acknowledgements));
    return component;
  }

  /**
   * Where files go on once their records are acknowledged. Camel's own pool has room for a
   * thousand, and each holds its image: behind an archive that is slow, they would fill the heap.
   * Here the producer's own thread lends a hand, so that nothing more is acknowledged, and readers
   * wait for room in the producer's buffer.
   */
  static ThreadPoolExecutor afterAcknowledgement() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            KEEPERS,
            KEEPERS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "keep-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Ends the pool with itself. */
  private static final class BoundedComponent extends KafkaComponent {
    private final ExecutorService pool;

    BoundedComponent(ExecutorService pool) {
      this.pool = pool;
    }

    @Override
    protected void doShutdown() throws Exception {
      super.doShutdown();
      pool.shutdown();
    }
  }

  /**
   * Makes producers that use the connection's security, and whose closing does not wait for a
   * broker that is away.
   */
  private static final class PromptClients extends DefaultKafkaClientFactory {
    private final KafkaConnection kafka;
    private final Acknowledgements acknowledgements;

    PromptClients(KafkaConnection kafka, Acknowledgements acknowledgements) {
      this.kafka = kafka;
      this.acknowledgements = acknowledgements;
    }

    @Override
    @SuppressWarnings("rawtypes") // As Camel declares it.
    public Producer getProducer(Properties properties) {
      properties.putAll(kafka.properties());
      return new PromptProducer(properties, acknowledgements);
    }
  }

  private static final class PromptProducer extends KafkaProducer<String, byte[]> {
    private final Acknowledgements acknowledgements;

    PromptProducer(Properties properties, Acknowledgements acknowledgements) {
      super(properties);
      this.acknowledgements = acknowledgements;
    }

    /** Every answer tells something of the broker. */
    @Override
    public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
      return super.send(
          record,
          (metadata, problem) -> {
            if (problem == null) {
              acknowledgements.taken(metadata.timestamp());
            } else {
              acknowledgements.refused(problem);
            }
            callback.onCompletion(metadata, problem);
          });
    }

    @Override
    public void close() {
      close(CLOSE_TIMEOUT);
    }
  }
}
