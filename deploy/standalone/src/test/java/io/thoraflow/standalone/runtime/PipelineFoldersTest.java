package io.thoraflow.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.up.PipelineConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineFoldersTest {
  private static final DataFolder DATA = new DataFolder(Path.of("/data"));

  @Test
  void withoutSettingsAllLieInTheDataFolder() {
    PipelineFolders folders = folders(Map.of());

    assertThat(folders.inbox()).isEqualTo(DATA.inbox());
    assertThat(folders.archive()).isEqualTo(DATA.archive());
    assertThat(folders.rejected()).isEqualTo(DATA.rejected());
    assertThat(folders.reports()).isEqualTo(DATA.reports());
    assertThat(folders.features()).isEqualTo(DATA.features());
    assertThat(folders.models()).isEqualTo(DATA.models());
  }

  @Test
  void theSettingsOfTheProcessesSayWhere() {
    PipelineFolders folders =
        folders(
            Map.of(
                "INGEST_INBOX", "/pacs",
                "INGEST_ARCHIVE", "/originals",
                "INGEST_REJECTED", "/refused",
                "TRAINER_REPORTS", "/runs",
                "TRAINER_FEATURES", "/cache",
                "MODEL_REPOSITORY", "/published"));

    assertThat(folders.inbox()).isEqualTo(Path.of("/pacs"));
    assertThat(folders.archive()).isEqualTo(Path.of("/originals"));
    assertThat(folders.rejected()).isEqualTo(Path.of("/refused"));
    assertThat(folders.reports()).isEqualTo(Path.of("/runs"));
    assertThat(folders.features()).isEqualTo(Path.of("/cache"));
    assertThat(folders.models()).isEqualTo(Path.of("/published"));
  }

  @Test
  void theTrainersArchiveIsIngests() {
    assertThat(folders(Map.of("TRAINER_ARCHIVE", "/originals")).archive())
        .isEqualTo(Path.of("/originals"));
    assertThat(
            folders(Map.of("TRAINER_ARCHIVE", "/mounted", "INGEST_ARCHIVE", "/originals"))
                .archive())
        .isEqualTo(Path.of("/originals"));
  }

  @Test
  void nothingIsWrittenToAWebServer() {
    assertThatThrownBy(() -> folders(Map.of("MODEL_REPOSITORY", "https://models")).models())
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("MODEL_REPOSITORY must be a folder");
  }

  @Test
  void upRefusesFoldersThatItWouldNotUse() {
    Settings others =
        Settings.of(
            Map.of(
                "INGEST_ARCHIVE", "/originals",
                "MODEL_REPOSITORY", "/published",
                "INGEST_REJECTED", "/data/other/../rejected"));

    assertThatThrownBy(() -> PipelineConfig.from(others, DATA, 1, 4))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "INGEST_ARCHIVE must not be set where ./thoraflow up runs, or be its own /data/archive,"
                + " but is /originals")
        .hasMessageContaining("MODEL_REPOSITORY must not be set")
        .hasMessageNotContaining("INGEST_REJECTED");
  }

  private static PipelineFolders folders(Map<String, String> settings) {
    return new PipelineFolders(DATA, Settings.of(settings));
  }
}
