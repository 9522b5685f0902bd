package io.thoraflow.ingest.bench;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The yardstick: what remains of ingest when everything but the work itself is left out. It lists a
 * folder, reads each file, sends it with {@code acks=all}, and moves it when it is acknowledged; it
 * neither hashes nor looks at what it reads.
 */
final class PlainLoop implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  PlainLoop(KafkaConnection kafka, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            kafka.with(
                Map.of(
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.LINGER_MS_CONFIG,
                    0,
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    32 << 20,
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    Topics.MAX_RECORD_BYTES)),
            new StringSerializer(),
            new ByteArraySerializer());
    producer.partitionsFor(topic);
  }

  /**
   * @param inbox holds the files
   * @param archive takes them
   */
  Duration run(Path inbox, Path archive) throws IOException {
    Files.createDirectories(archive);
    long start = System.nanoTime();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(inbox)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        var unused =
            producer.send(
                new ProducerRecord<>(topic, name, Files.readAllBytes(file)),
                (metadata, problem) -> move(file, archive.resolve(name), problem));
      }
    }
    producer.flush();
    if (failure.get() != null) {
      throw new IOException("the plain loop failed", failure.get());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Runs on the producer's thread, which would swallow an exception. */
  private void move(Path file, Path target, Exception problem) {
    try {
      if (problem != null) {
        throw problem;
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Exception e) {
      failure.set(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
