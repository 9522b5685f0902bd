package io.thoraflow.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.ingest.Xrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** On real Kafka and PostgreSQL, with every place where a file can be or fail to be. */
class AuditTest extends AuditedScene {
  @Test
  void everyPlaceIsTold() throws Exception {
    // Given
    String inbox = scene.drop("Doe^John.jpg", bytes("in the inbox"));
    scene.drop("half.jpg.part", bytes("half"));
    String waiting = scene.archive(bytes("waits"));
    String diagnosed = scene.archive(bytes("diagnosed"));
    scene.diagnose(diagnosed);
    String dead = scene.archive(bytes("dead"));
    scene.bury(dead);
    String expired = Sha256.of(bytes("expired"));
    scene.diagnose(expired);
    scene.expireOriginals(Scene.NOON.plusSeconds(1));
    String erased = Sha256.of(bytes("erased"));
    scene.erase(erased, Scene.NOON);
    String rejected = Sha256.of(bytes("rejected"));
    scene.setAside(Scene.rejection(rejected), bytes("rejected"));
    scene.rejectionRow(rejected);
    String neverHashed = "01234567-89ab-cdef-0123-456789abcdef";
    scene.setAside(Scene.rejection(neverHashed), bytes("fifo"));
    scene.publishRejection(neverHashed);
    String lost = scene.archive(bytes("lost"));
    scene.publish(lost);
    scene.commitAll(Topics.XRAY_RECEIVED, "workers");
    scene.publish(waiting);

    // When
    AuditReport report = run(AuditScope.standard());

    // Then
    assertThat(outcomes())
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    inbox, Outcome.IN_FLIGHT,
                    waiting, Outcome.IN_FLIGHT,
                    neverHashed, Outcome.IN_FLIGHT,
                    diagnosed, Outcome.DIAGNOSED,
                    dead, Outcome.DEAD_LETTERED,
                    expired, Outcome.EXPIRED,
                    erased, Outcome.ERASED,
                    rejected, Outcome.REJECTED,
                    lost, Outcome.LOST)));
    assertThat(report.dropped()).as("all but the expired and the erased one").isEqualTo(7);
    assertThat(report.unfinished()).isEqualTo(1);
    assertThat(report.waitingRecords()).isEqualTo(2);
    assertThat(report.isClean()).isFalse();
    assertThat(report.isSettled()).isFalse();
  }

  @Test
  void whatArrivesMeanwhileIsNotLost() throws Exception {
    String sha256 = scene.archive(bytes("arrives after Kafka was looked at"));

    run(AuditScope.standard(), Instant.now().minusSeconds(60));

    assertThat(outcomes()).containsExactly(Map.entry(sha256, Outcome.IN_FLIGHT));
  }

  @Test
  void aReplayedDeadLetterIsNoOutcome() throws Exception {
    String sha256 = scene.archive(bytes("dies, is replayed and vanishes"));
    scene.bury(sha256);
    scene.commitAll(Topics.XRAY_DEAD, "replay");

    AuditReport report = run(AuditScope.standard());

    assertThat(report.count(Outcome.LOST)).isEqualTo(1);
  }

  @Test
  void theListFindsWhatNoFolderHolds() throws Exception {
    // Given
    String diagnosed = scene.archive(bytes("diagnosed"));
    scene.diagnose(diagnosed);
    String vanished = Sha256.of(bytes("vanished"));
    String tooLargeToHash = Sha256.of(bytes("huge"));
    String id = "01234567-89ab-cdef-0123-456789abcdef";
    scene.setAside(Scene.rejection(id), bytes("huge"));
    scene.rejectionRow(id);
    Path list =
        Files.writeString(
            root.resolve("list"),
            "%s  a.jpg\n%s\n%s\n%s\n".formatted(diagnosed, vanished, diagnosed, tooLargeToHash));

    // When
    AuditReport report = run(AuditScope.thorough(list));

    // Then
    assertThat(report.dropped()).isEqualTo(3);
    assertThat(outcomes())
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    diagnosed, Outcome.DIAGNOSED,
                    vanished, Outcome.LOST,
                    id, Outcome.REJECTED)));
    assertThat(findings.get(vanished).isRepairable()).isFalse();
  }

  @Test
  void aBadLineOfTheListIsNamedByItsNumber() throws Exception {
    Path list = Files.writeString(root.resolve("list"), "ab".repeat(32) + "\nDoe^John.jpg\n");

    assertThatThrownBy(() -> run(AuditScope.thorough(list)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2 of")
        .hasMessageNotContaining("Doe");
  }

  @Test
  void aDeepLookFindsWhatWasPublishedAndIsNowhere() throws Exception {
    String sha256 = Sha256.of(bytes("published, and no more"));
    scene.publish(sha256);
    scene.commitAll(Topics.XRAY_RECEIVED, "workers");

    run(AuditScope.standard());
    assertThat(outcomes()).isEmpty();
    run(new AuditScope(Optional.empty(), true, false, Optional.empty()));
    assertThat(outcomes()).containsExactly(Map.entry(sha256, Outcome.LOST));
  }

  @Test
  void doubledRowsAreFoundShouldTheKeyBeGone() throws Exception {
    String sha256 = scene.archive(bytes("diagnosed"));
    scene.diagnose(sha256);
    scene.execute("ALTER TABLE diagnosis DROP CONSTRAINT diagnosis_pkey");
    try {
      scene.diagnoseAgain(sha256);

      AuditReport report = run(AuditScope.standard());

      assertThat(report.doubled()).isEqualTo(1);
      assertThat(report.isClean()).isFalse();
    } finally {
      scene.execute("DELETE FROM diagnosis");
      scene.execute("ALTER TABLE diagnosis ADD PRIMARY KEY (xray, model_version)");
    }
  }

  @Test
  void aChangedOriginalIsFoundWhenItIsRead() throws Exception {
    String sha256 = scene.archive(bytes("as it was"));
    scene.diagnose(sha256);
    Files.write(scene.original(sha256), bytes("torn"));

    assertThat(run(AuditScope.standard()).changed()).isZero();
    AuditReport report = run(new AuditScope(Optional.empty(), false, true, Optional.empty()));
    assertThat(report.changed()).isEqualTo(1);
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void bothDiagnosedAndRejectedIsNoted() throws Exception {
    String sha256 = scene.archive(bytes("a lateral view, accepted later"));
    scene.diagnose(sha256);
    scene.rejectionRow(sha256);

    AuditReport report = run(AuditScope.standard());

    assertThat(report.contradictory()).isEqualTo(1);
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void whatHasVanishedIsLostUnlessRetentionWasAppliedToIt() throws Exception {
    // Given
    String withoutOriginal = Sha256.of(bytes("its original is gone"));
    scene.diagnose(withoutOriginal);
    String withoutDiagnosis = scene.archive(bytes("its diagnosis is gone"));
    scene.xrayRow(withoutDiagnosis);
    String withoutBoth = Sha256.of(bytes("both are gone"));
    scene.xrayRow(withoutBoth);

    // When, then
    run(AuditScope.standard());
    assertThat(outcomes().values()).as("no retention").containsOnly(Outcome.LOST);
    assertThat(findings.get(withoutDiagnosis).isRepairable()).isTrue();
    scene.expireOriginals(Scene.NOON);
    run(AuditScope.standard());
    assertThat(outcomes().values()).as("of older originals").containsOnly(Outcome.LOST);
    scene.expireOriginals(Scene.NOON.plusMillis(1));
    run(AuditScope.standard());
    assertThat(outcomes())
        .as("of originals")
        .isEqualTo(
            Map.of(
                withoutOriginal, Outcome.EXPIRED,
                withoutDiagnosis, Outcome.LOST,
                withoutBoth, Outcome.LOST));
    scene.expireDiagnoses(Scene.NOON.plusMillis(1));
    assertThat(run(AuditScope.standard()).isClean()).isTrue();
    assertThat(outcomes().values()).as("of both").containsOnly(Outcome.EXPIRED);
  }

  @Test
  void whatHasArrivedAndIsNowhereIsLost() throws Exception {
    String sha256 = Sha256.of(bytes("original and rows have vanished"));
    scene.arrive(sha256, "ward-7", Scene.NOON);

    AuditReport report = run(AuditScope.standard());

    assertThat(outcomes()).containsExactly(Map.entry(sha256, Outcome.LOST));
    assertThat(report.dropped()).isEqualTo(1);
    run(AuditScope.standard(), Scene.NOON);
    assertThat(outcomes()).as("it came meanwhile").containsValue(Outcome.IN_FLIGHT);
  }

  @Test
  void onlyOldXraysMayHaveExpiredWhereADayIsGiven() throws Exception {
    // Given
    String withoutOriginal = Sha256.of(bytes("its original is gone"));
    scene.diagnose(withoutOriginal);
    String withoutDiagnosis = scene.archive(bytes("its diagnosis is gone"));
    scene.xrayRow(withoutDiagnosis);
    scene.expireOriginals(Scene.NOON.plusSeconds(1));

    // When, then
    AuditReport old = run(expiredBefore(Scene.NOON.plusSeconds(1)));
    assertThat(old.count(Outcome.EXPIRED)).isEqualTo(2);
    assertThat(old.isClean()).isTrue();
    AuditReport young = run(expiredBefore(Scene.NOON));
    assertThat(young.count(Outcome.LOST)).isEqualTo(2);
  }

  @Test
  void itSaysWhatRetentionHasRemoved() throws Exception {
    String sha256 = scene.archive(bytes("never read"));
    scene.publish(sha256);
    scene.publish(Sha256.of(bytes("another")));
    assertThat(run(AuditScope.standard()).blindSpots()).isEmpty();
    scene.commitAll(Topics.XRAY_REJECTED, "workers-rejections");
    scene.removeRecords(Topics.XRAY_RECEIVED);

    AuditReport report = run(AuditScope.standard());

    assertThat(report.blindSpots())
        .singleElement()
        .asString()
        .startsWith("2 records of xray.received are gone by retention");
    assertThat(findings.get(sha256).isRepairable()).isTrue();
  }

  @Test
  void aDeidentifiedCopyIsVerifiedByItsSeal() throws Exception {
    // Given
    byte[] original = Xrays.jpeg(5);
    String sha256 = Sha256.of(original);
    byte[] copy = Xrays.copy(original, PSEUDONYMIZER);
    Files.createDirectories(scene.original(sha256).getParent());
    Files.write(scene.original(sha256), copy);
    scene.diagnose(sha256);
    AuditScope verify = new AuditScope(Optional.empty(), false, true, Optional.empty());

    // When and Then
    AuditReport report = run(verify);
    assertThat(report.changed()).isZero();
    assertThat(outcomes()).isEqualTo(Map.of(sha256, Outcome.DIAGNOSED));
    copy[copy.length / 2] ^= 1;
    Files.write(scene.original(sha256), copy);
    assertThat(run(verify).changed()).isEqualTo(1);
  }

  private static AuditScope expiredBefore(Instant time) {
    return new AuditScope(Optional.empty(), false, false, Optional.of(time));
  }
}
