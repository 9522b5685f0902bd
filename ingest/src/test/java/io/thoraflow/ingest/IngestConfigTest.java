package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.archive.ArchiveContent;
import io.thoraflow.ingest.retention.RetentionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestConfigTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
          "INGEST_INBOX", "/data/inbox",
          "INGEST_ARCHIVE", "/data/archive",
          "INGEST_REJECTED", "/data/rejected",
          "PSEUDONYM_SECRET", Workspace.SECRET);

  @Test
  void whatIsNotSetHasADefault() {
    IngestConfig config = config(Map.of());

    assertThat(config.inbox().directory()).isEqualTo(Path.of("/data/inbox"));
    assertThat(config.inbox().stableFor()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.inbox().incompleteWait()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.inbox().doneSuffix()).isEmpty();
    assertThat(config.archiveRetention()).isEmpty();
    assertThat(config.archiveContent()).isEqualTo(ArchiveContent.ORIGINAL);
    assertThat(config.policy().bodyParts()).hasToString("CHEST, LUNG, THORAX or absent");
    assertThat(config.receivedTopic()).isEqualTo("xray.received");
    assertThat(config.monitoring().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void everySettingIsRead() {
    IngestConfig config =
        config(
            Map.ofEntries(
                Map.entry("RETENTION_MAX_PERCENT", "7"),
                Map.entry("INGEST_STABLE_FOR", "500ms"),
                Map.entry("INGEST_INCOMPLETE_WAIT", "5m"),
                Map.entry("INGEST_MAX_FILE_BYTES", "32MB"),
                Map.entry("INGEST_MAX_PIXELS", "1000000"),
                Map.entry("INGEST_BODY_PARTS", "ANY"),
                Map.entry("INGEST_DONE_SUFFIX", ".done"),
                Map.entry("INGEST_IGNORED_SUFFIXES", ".writing, .LOCK"),
                Map.entry("INGEST_ARCHIVE_RETENTION", "365d"),
                Map.entry("INGEST_ARCHIVE_CONTENT", "deidentified"),
                Map.entry("INGEST_THREADS", "7")));

    assertThat(config.inbox().stableFor()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.inbox().incompleteWait()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.inbox().maxFileBytes()).isEqualTo(32 << 20);
    assertThat(config.policy().maxPixels()).isEqualTo(1_000_000);
    assertThat(config.policy().bodyParts().any()).isTrue();
    assertThat(config.inbox().doneSuffix()).contains(".done");
    assertThat(config.inbox().ignoredSuffixes()).containsExactly(".writing", ".lock");
    assertThat(config.threads()).isEqualTo(7);
    assertThat(config.archiveRetention()).contains(new RetentionLimits(Duration.ofDays(365), 7));
    assertThat(config.archiveContent()).isEqualTo(ArchiveContent.DEIDENTIFIED);
  }

  @Test
  void anInboxThatIsALinkIsTheFolderThatItLeadsTo(@TempDir Path folder) throws IOException {
    Path inbox = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("inbox"), inbox);

    assertThat(config(Map.of("INGEST_INBOX", link.toString())).inbox().directory())
        .isEqualTo(inbox.toRealPath());
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    Map<String, String> bad =
        Map.of(
            "INGEST_INBOX", "/data/in?box",
            "INGEST_THREADS", "900",
            "INGEST_DONE_SUFFIX", "done",
            "INGEST_IGNORED_SUFFIXES", ".lock,*.x",
            "INGEST_POLL_INTERVAL", "0s",
            "INGEST_MAX_FILE_BYTES", "2GB",
            "INGEST_ARCHIVE_RETENTION", "365m",
            "PSEUDONYM_SECRET", "short");

    assertThatThrownBy(() -> config(bad))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("INGEST_INBOX must not contain any of")
        .hasMessageContaining("INGEST_THREADS must be 1 to 64, but is 900")
        .hasMessageContaining("INGEST_DONE_SUFFIX must be a dot and letters or digits")
        .hasMessageContaining("INGEST_IGNORED_SUFFIXES must be dots and letters or digits")
        .hasMessageContaining("but holds *.x")
        .hasMessageContaining("INGEST_POLL_INTERVAL must be at least 1ms")
        .hasMessageContaining("INGEST_MAX_FILE_BYTES must be 1 to 1GB")
        .hasMessageContaining("INGEST_ARCHIVE_RETENTION must be at least 1d, but is 365m")
        .hasMessageContaining("PSEUDONYM_SECRET must be at least 32 characters, but has 5");
  }

  @Test
  void theSecretIsNeverPrinted() {
    assertThat(config(Map.of()).toString()).doesNotContain(Workspace.SECRET);
  }

  private static IngestConfig config(Map<String, String> changes) {
    Map<String, String> settings = new HashMap<>(REQUIRED);
    settings.putAll(changes);
    return IngestConfig.from(Settings.of(settings));
  }
}
