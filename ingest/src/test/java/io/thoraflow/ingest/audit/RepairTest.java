package io.thoraflow.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.Topic;
import io.thoraflow.ingest.Xrays;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.phantom.DicomHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is lost is put back as it was. */
class RepairTest extends AuditedScene {
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
      assertThat(message.pseudonyms())
          .isEqualTo(former.of(radiograph.identifiers().orElseThrow(), "default"));
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
}
