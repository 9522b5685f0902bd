package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.Xrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A message that outlives what was erased brings nothing back. */
class ErasedXraysTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void anXrayThatWasErasedIsNotStoredAgain() throws Exception {
    // Given
    pipeline.models().serveStub(TinyModel.steep());
    XrayMessage erased = Xrays.ofGray(1);
    erase(erased.sha256(), Instant.now());

    // When
    pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(List.of(erased));
    pipeline.send(Xrays.some(5));

    // Then: it is settled all the same, neither waiting nor dead.
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 5);
    await()
        .atMost(LIMIT)
        .until(() -> pipeline.committed().values().stream().mapToLong(Long::longValue).sum() == 6);
    assertThat(pipeline.texts("SELECT sha256 FROM xray"))
        .hasSize(5)
        .doesNotContain(erased.sha256());
    assertThat(pipeline.records(Topics.XRAY_DEAD)).isEmpty();
  }

  @Test
  void anXrayThatArrivesAfterItsErasureCountsAgain() throws Exception {
    // Given
    pipeline.models().serveStub(TinyModel.steep());
    XrayMessage again = Xrays.receivedAt(Instant.now());
    erase(again.sha256(), again.receivedAt().minusSeconds(1));

    // When
    pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    pipeline.send(List.of(again));

    // Then
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 1);
  }

  @Test
  void aRejectionThatWasErasedIsNotStoredAgain() throws Exception {
    // Given
    String sha256 = "ab".repeat(32);
    erase(sha256, Instant.now());

    // When
    pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    for (String id : List.of(sha256, "cd".repeat(32))) {
      Rejection rejection =
          new Rejection(
              Rejection.SCHEMA,
              id,
              Optional.of(id),
              "corrupt",
              "broken",
              "north",
              1,
              id + ".dcm",
              Instant.now().minusSeconds(5));
      pipeline.send(Topics.XRAY_REJECTED, null, rejection.toJson());
    }

    // Then
    await().atMost(LIMIT).until(() -> pipeline.count("SELECT count(*) FROM rejection") == 1);
    assertThat(pipeline.text("SELECT id FROM rejection")).isEqualTo("cd".repeat(32));
  }

  private static void erase(String sha256, Instant at) throws Exception {
    String sql =
        """
        WITH record AS (
            INSERT INTO erasure (who, subject, xrays, diagnoses, labels, rejections)
            VALUES ('test', 'xray', 1, 0, 0, 0) RETURNING id)
        INSERT INTO erased_xray (sha256, erasure, at) SELECT ?, id, ? FROM record""";
    try (Connection connection = pipeline.database().dataSource(Role.OWNER).getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, sha256);
      insert.setTimestamp(2, Timestamp.from(at));
      insert.executeUpdate();
    }
  }
}
