package io.thoraflow.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Another user of the machine, who has no password. */
final class Outsider {
  private static final Map<String, Object> IMPATIENT =
      Map.of("request.timeout.ms", 1_000, "default.api.timeout.ms", 2_000);

  private Outsider() {}

  static void assertShutOutOfKafka(RunningPipeline pipeline, Access access) throws Exception {
    KafkaConnection guessed =
        KafkaConnection.from(
            Settings.of(
                Map.of(
                    "KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
                    "KAFKA_USER", KafkaRole.INGEST.defaultUser(),
                    "KAFKA_PASSWORD", "guessed")),
            pipeline.kafka());
    for (KafkaConnection outsider : List.of(KafkaConnection.to(pipeline.kafka()), guessed)) {
      assertThatThrownBy(() -> topics(outsider))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(KafkaException.class);
      assertThatThrownBy(() -> send(outsider)).hasRootCauseInstanceOf(KafkaException.class);
    }
    assertThat(topics(access.kafka(KafkaRole.AUDITOR))).contains(Topics.XRAY_RECEIVED);
  }

  private static Iterable<String> topics(KafkaConnection kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.with(IMPATIENT))) {
      return admin.listTopics().names().get(1, TimeUnit.MINUTES);
    }
  }

  private static void send(KafkaConnection kafka) throws Exception {
    Map<String, Object> impatient = Map.of("max.block.ms", 2_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.with(impatient), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.XRAY_RECEIVED, new byte[] {1}))
          .get(1, TimeUnit.MINUTES);
    }
  }

  /** Where root has to run PostgreSQL as nobody, that user passes through two of the folders. */
  static void assertShutOutOfFiles(DataFolder folder) throws IOException {
    for (Path passed : List.of(folder.root(), folder.database())) {
      assertThat(mode(passed)).as(passed.toString()).matches("rwx-----[x-]");
    }
    for (Path own : List.of(folder.inbox(), folder.kafka(), folder.logs())) {
      assertThat(mode(own)).as(own.toString()).isEqualTo("rwx------");
    }
    assertThat(mode(folder.kafka().resolve("server.properties"))).isEqualTo("rw-------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
