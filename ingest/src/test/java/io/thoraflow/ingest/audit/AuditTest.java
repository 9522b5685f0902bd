package io.thoraflow.ingest.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.Topic;
import io.thoraflow.ingest.Xrays;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.rediagnose.Originals;
import io.thoraflow.phantom.DicomHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On real Kafka and PostgreSQL, with every place where a file can be or fail to be. */
class AuditTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Pseudonymizer PSEUDONYMIZER =
      new Pseudonymizer("a secret of thirty-two characters");

  @TempDir private Path root;
  private Scene scene;
  private Map<String, Finding> findings;

  @BeforeEach
  void open() throws Exception {
    kafka.emptyTopics();
    database.clear();
    findings = new TreeMap<>();
    scene = new Scene(root, kafka, database);
    scene.modelVersion();
  }

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
  void whatIsLostIsPutBackAsItWas() throws Exception {
    // Given
    byte[] image = Xrays.jpeg(1);
    String known = scene.archive(image);
    scene.publish(known);
    scene.commitAll(Topics.XRAY_RECEIVED, "workers");
    String forgotten = scene.archive(Xrays.jpeg(2));
    String unusable = scene.archive(bytes("no image"));
    String rejected = Sha256.of(bytes("rejected"));
    scene.setAside(Scene.rejection(rejected), bytes("rejected"));
    run(AuditScope.standard());
    assertThat(findings.values()).hasSize(4).allMatch(Finding::isRepairable);

    // When
    Repair.Counts counts = repair();

    // Then
    assertThat(counts)
        .isEqualTo(new Repair.Counts(2, 1, 1, Map.of("rejected now: not_an_image", 1L)));
    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED);
        Topic rejections = new Topic(kafka.connection(), Topics.XRAY_REJECTED)) {
      XrayMessage again = received.awaitXray(forgotten);
      assertThat(again.site()).isEqualTo("default");
      assertThat(again.pseudonyms()).isEqualTo(PSEUDONYMIZER.none());
      assertThat(again.receivedAt())
          .isEqualTo(Files.getLastModifiedTime(scene.original(forgotten)).toInstant());
      assertThat(received.ids()).filteredOn(known::equals).hasSize(2);
      assertThat(Rejection.fromJson(rejections.awaitRecord(rejected).value()))
          .isEqualTo(Scene.rejection(rejected));
    }
    run(AuditScope.standard());
    assertThat(outcomes())
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    known, Outcome.IN_FLIGHT,
                    forgotten, Outcome.IN_FLIGHT,
                    rejected, Outcome.IN_FLIGHT,
                    unusable, Outcome.LOST)));
  }

  @Test
  void theSiteThatIngestSentIsKeptWhereKafkaStillKnowsIt() throws Exception {
    byte[] image = Xrays.jpeg(1);
    String sha256 = scene.archive(image);
    scene.publish(sha256);
    scene.commitAll(Topics.XRAY_RECEIVED, "workers");
    run(AuditScope.standard());

    repair();

    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      List<XrayMessage> sent = received.awaitXrays(sha256, 2);
      assertThat(sent).extracting(XrayMessage::site).containsOnly("ward-7");
      assertThat(sent).extracting(XrayMessage::receivedAt).containsOnly(Scene.NOON);
      assertThat(sent).extracting(message -> message.pseudonyms().keyId()).containsOnly("former");
    }
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

  @Test
  void aCopyThatIsPutBackTravelsUnderThePseudonymsOfItsOriginal() throws Exception {
    // Given
    Pseudonymizer former = new Pseudonymizer("a former secret, of 32 characters");
    byte[] original = Xrays.dicom(6, DicomHeader.chest("Doe"));
    String sha256 = Sha256.of(original);
    Path kept = scene.folders().archive().resolve(Archive.pathOf(sha256, SourceFormat.DICOM));
    Files.createDirectories(kept.getParent());
    Files.write(kept, Xrays.copy(original, former));
    run(AuditScope.standard());

    // When
    Repair.Counts counts = repair();

    // Then
    assertThat(counts).isEqualTo(new Repair.Counts(1, 1, 0, Map.of()));
    Radiograph radiograph = new RadiographReader(RadiographPolicy.permissive()).read(original);
    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      XrayMessage message = received.awaitXray(sha256);
      assertThat(message.pseudonyms()).isEqualTo(former.of(radiograph.identifiers().orElseThrow()));
      assertThat(message.image()).isEqualTo(radiograph.image().content());
      assertThat(message.dicom()).isEqualTo(radiograph.facts());
    }
  }

  @Test
  void theSiteThatTheArchiveHasNotedIsKeptWhenKafkaHasForgotten() throws Exception {
    String sha256 = scene.archive(Xrays.jpeg(1));
    scene.arrive(sha256, "Süd 3", Scene.NOON);
    run(AuditScope.standard());

    assertThat(repair()).isEqualTo(new Repair.Counts(1, 0, 0, Map.of()));

    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      XrayMessage again = received.awaitXray(sha256);
      assertThat(again.site()).isEqualTo("Süd 3");
      assertThat(again.receivedAt()).isEqualTo(Scene.NOON);
    }
  }

  private AuditReport run(AuditScope scope) throws Exception {
    // The files of these scenes have just been made, but came long ago.
    return run(scope, Instant.now().plusSeconds(3600));
  }

  private AuditReport run(AuditScope scope, Instant now) throws Exception {
    findings.clear();
    return new Audit(
            database.dataSource(Role.DASHBOARD),
            kafka.connection(),
            Scene.GROUPS,
            scene.folders(),
            Clock.fixed(now, Clock.systemUTC().getZone()))
        .run(scope, finding -> findings.put(finding.id(), finding));
  }

  private Repair.Counts repair() throws IOException {
    return new Repair(
            kafka.connection(),
            Scene.GROUPS,
            scene.folders(),
            new Originals(
                scene.folders().archive(), new RadiographReader(RadiographPolicy.permissive())),
            PSEUDONYMIZER)
        .run(List.copyOf(findings.values()));
  }

  private Map<String, Outcome> outcomes() {
    Map<String, Outcome> outcomes = new TreeMap<>();
    findings.forEach((id, finding) -> outcomes.put(id, finding.outcome()));
    return outcomes;
  }

  private static AuditScope expiredBefore(Instant time) {
    return new AuditScope(Optional.empty(), false, false, Optional.of(time));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
