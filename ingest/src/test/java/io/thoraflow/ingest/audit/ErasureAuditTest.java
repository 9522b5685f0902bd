package io.thoraflow.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.ingest.Topic;
import io.thoraflow.ingest.Xrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was erased on request, in the eyes of the audit. */
class ErasureAuditTest extends AuditedScene {
  @Test
  void anErasedXrayIsNoLossAndIsNeverPutBack() throws Exception {
    // Given
    byte[] image = Xrays.jpeg(1);
    String erased = Sha256.of(image);
    scene.publish(erased);
    scene.bury(erased);
    scene.commitAll(Topics.XRAY_RECEIVED, "workers");
    scene.erase(erased, Scene.NOON.plusSeconds(1));
    Path list = Files.writeString(root.resolve("list"), erased + "\n");

    // When, then
    AuditReport report = run(AuditScope.thorough(list));
    assertThat(outcomes()).containsExactly(Map.entry(erased, Outcome.ERASED));
    assertThat(report.isClean()).isTrue();

    // When its original comes back, as by a backup
    scene.archive(image);
    AuditReport incomplete = run(AuditScope.thorough(list));
    assertThat(outcomes()).containsExactly(Map.entry(erased, Outcome.ERASED));
    assertThat(incomplete.remains()).isEqualTo(1);
    assertThat(incomplete.isClean()).isFalse();
    assertThat(findings.get(erased).isRepairable()).isFalse();
  }

  @Test
  void whatArrivesAfterItsErasureCountsAgain() throws Exception {
    // Given
    byte[] image = Xrays.jpeg(1);
    String sha256 = scene.archive(image);
    Instant again = Scene.NOON.plusSeconds(2);
    scene.publish(sha256);
    scene.commitAll(Topics.XRAY_RECEIVED, "workers");
    scene.erase(sha256, Scene.NOON.plusSeconds(1));
    scene.arrive(sha256, "ward-8", again);

    // When
    AuditReport report = run(AuditScope.standard());
    repair();

    // Then
    assertThat(report.count(Outcome.LOST)).isEqualTo(1);
    assertThat(report.remains()).isZero();
    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      assertThat(received.awaitXrays(sha256, 2))
          .extracting(XrayMessage::receivedAt)
          .as("workers pass over what was received before the erasure")
          .contains(again);
    }
  }

  @Test
  void rowsAndArrivalsThatAnErasureHasLeftAreTold() throws Exception {
    String row = Sha256.of(bytes("a row"));
    scene.diagnose(row);
    scene.erase(row, Scene.NOON);
    String arrival = Sha256.of(bytes("an arrival"));
    scene.arrive(arrival, "ward-7", Scene.NOON);
    scene.erase(arrival, Scene.NOON);

    assertThat(run(AuditScope.standard()).remains()).isEqualTo(2);
  }

  @Test
  void ofManyDeadLettersThoseThatWereErasedSinceAreTold() throws Exception {
    List<String> dead =
        IntStream.rangeClosed(0, 1_000).mapToObj(i -> Sha256.of(bytes("dead " + i))).toList();
    dead.forEach(scene::bury);
    scene.erase(dead.get(0), Scene.NOON.minusSeconds(1));
    scene.erase(dead.get(1), Scene.NOON.plusSeconds(1));
    scene.erase(dead.get(1_000), Scene.NOON.plusSeconds(1));

    run(AuditScope.standard());

    assertThat(outcomes())
        .containsEntry(dead.get(0), Outcome.DEAD_LETTERED)
        .containsEntry(dead.get(1), Outcome.ERASED)
        .containsEntry(dead.get(999), Outcome.DEAD_LETTERED)
        .containsEntry(dead.get(1_000), Outcome.ERASED);
  }
}
