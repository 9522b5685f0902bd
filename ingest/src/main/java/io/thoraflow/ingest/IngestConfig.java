package io.thoraflow.ingest;

import io.thoraflow.contract.image.AcceptedValues;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.PatientIdScope;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.MonitoringConfig;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.archive.ArchiveContent;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.retention.RetentionLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the ingest process: read once at start, then handed to constructors.
 *
 * @param kafka how the brokers are reached
 * @param inbox what is picked up, and when
 * @param archive where originals are kept, by their SHA-256
 * @param archiveContent whether originals are kept there, or copies without the patient
 * @param rejected where files are kept that cannot become a diagnosis, each with the reason
 * @param pseudonymSecret keys the pseudonyms, 32 characters at least
 * @param patientIdScope within what a Patient ID without issuer is one person's
 * @param policy which files are taken for radiographs of the chest
 * @param threads that read, hash and decode files
 * @param minFreeBytes with less free for archive or rejected files, no file is taken
 * @param archiveRetention what is deleted of originals; empty: nothing
 * @param receivedTopic where X-rays go
 * @param rejectedTopic where rejections go
 * @param monitoring where health and metrics listen
 */
public record IngestConfig(
    KafkaConnection kafka,
    InboxConfig inbox,
    Path archive,
    ArchiveContent archiveContent,
    Path rejected,
    String pseudonymSecret,
    PatientIdScope patientIdScope,
    RadiographPolicy policy,
    int threads,
    long minFreeBytes,
    Optional<RetentionLimits> archiveRetention,
    String receivedTopic,
    String rejectedTopic,
    MonitoringConfig monitoring) {
  public static final int DEFAULT_MONITORING_PORT = 9471;

  private static final int MIN_SECRET_LENGTH = 32;
  private static final int MAX_THREADS = 64;

  /**
   * @throws io.thoraflow.contract.settings.InvalidSettingsException naming every setting that is
   *     missing or out of range
   */
  public static IngestConfig from(Settings settings) {
    return settings.verified(
        new IngestConfig(
            KafkaConnection.from(settings),
            InboxConfig.from(settings),
            settings.path("INGEST_ARCHIVE"),
            settings.choice("INGEST_ARCHIVE_CONTENT", ArchiveContent.ORIGINAL),
            settings.path("INGEST_REJECTED"),
            secret(settings),
            PatientIdScope.from(settings),
            policy(settings),
            settings.integer("INGEST_THREADS", defaultThreads(), 1, MAX_THREADS),
            settings.bytes("INGEST_MIN_FREE_BYTES", 512L << 20),
            RetentionLimits.from(settings),
            Topics.XRAY_RECEIVED,
            Topics.XRAY_REJECTED,
            MonitoringConfig.from(settings, DEFAULT_MONITORING_PORT)));
  }

  private static String secret(Settings settings) {
    String secret = settings.secret("PSEUDONYM_SECRET");
    if (!secret.isEmpty() && secret.length() < MIN_SECRET_LENGTH) {
      settings.reject(
          "PSEUDONYM_SECRET must be at least %d characters, but has %d"
              .formatted(MIN_SECRET_LENGTH, secret.length()));
    }
    return secret;
  }

  private static RadiographPolicy policy(Settings settings) {
    return new RadiographPolicy(
        AcceptedValues.parse(
            settings.text("INGEST_MODALITIES", RadiographPolicy.DEFAULT_MODALITIES)),
        AcceptedValues.parse(
            settings.text("INGEST_BODY_PARTS", RadiographPolicy.DEFAULT_BODY_PARTS)),
        AcceptedValues.parse(
            settings.text("INGEST_VIEW_POSITIONS", RadiographPolicy.DEFAULT_VIEW_POSITIONS)),
        true,
        settings.integer(
            "INGEST_MAX_PIXELS",
            (int) RadiographPolicy.DEFAULT_MAX_PIXELS,
            1,
            RadiographPolicy.MOST_PIXELS),
        RadiographPolicy.DEFAULT_MIN_SIDE);
  }

  /** Files are also waited for, so a small machine gets more threads than cores. */
  private static int defaultThreads() {
    return Math.min(MAX_THREADS, Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "IngestConfig[kafka=%s, inbox=%s, archive=%s, rejected=%s, threads=%d]"
        .formatted(kafka, inbox.directory(), archive, rejected, threads);
  }
}
