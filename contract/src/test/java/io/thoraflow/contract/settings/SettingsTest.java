package io.thoraflow.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private enum Device {
    CPU,
    GPU_FIRST
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    // Given
    Settings settings =
        Settings.of(
            Map.of(
                "BATCH_SIZE",
                "900",
                "DELAY",
                "soon",
                "DEVICE",
                "abacus",
                "SIZE",
                "big",
                "FLAG",
                "maybe"));
    // When
    settings.integer("BATCH_SIZE", 16, 1, 256);
    settings.duration("DELAY", Duration.ofSeconds(1));
    settings.choice("DEVICE", Device.CPU);
    settings.bytes("SIZE", 1);
    settings.flag("FLAG", false);
    settings.text("SERVERS");
    settings.secret("PASSWORD");
    // Then
    assertThatThrownBy(() -> settings.verified("configuration"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "BATCH_SIZE must be 1 to 256, but is 900",
                        "DELAY must be a duration such as 200ms, 2s, 5m, 12h or 30d, but is soon",
                        "DEVICE must be one of cpu, gpu-first, but is abacus",
                        "SIZE must be a size such as 512KB, 64MB or 2GB, but is big",
                        "FLAG must be true or false, but is maybe",
                        "SERVERS is missing",
                        "PASSWORD or PASSWORD_FILE is missing"));
  }

  @Test
  void valuesAreReadAndAbsentOnesTakeTheirDefaults() {
    Settings settings =
        Settings.of(
            Map.of(
                "DELAY",
                "200ms",
                "SIZE",
                "64MB",
                "DEVICE",
                "gpu-first",
                "PARTS",
                "CHEST, LUNG,",
                "EMPTY",
                " "));

    assertThat(settings.duration("DELAY", Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.bytes("SIZE", 1)).isEqualTo(64L << 20);
    assertThat(settings.choice("DEVICE", Device.CPU)).isEqualTo(Device.GPU_FIRST);
    assertThat(settings.list("PARTS", List.of())).containsExactly("CHEST", "LUNG");
    assertThat(settings.text("EMPTY", "default")).isEqualTo("default");
    assertThat(settings.integer("ABSENT", 16, 1, 256)).isEqualTo(16);
    assertThat(settings.verified("configuration")).isEqualTo("configuration");
  }

  @Test
  void amountsThatOverflowAreProblemsNotCrashes() {
    Settings settings =
        Settings.of(Map.of("SIZE", "9999999999TB", "DELAY", "9999999999999999999d"));

    settings.bytes("SIZE", 1);
    settings.duration("DELAY", Duration.ZERO);

    assertThatThrownBy(() -> settings.verified(1))
        .hasMessageContaining("SIZE must be")
        .hasMessageContaining("DELAY must be");
  }

  @Test
  void aSecretComesFromItsFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "s3cret\n");

    assertThat(Settings.of(Map.of("PASSWORD_FILE", file.toString())).secret("PASSWORD"))
        .isEqualTo("s3cret");
  }

  @Test
  void aSecretGivenTwiceIsAProblemThatDoesNotShowIt(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "s3cret");
    Settings settings = Settings.of(Map.of("PASSWORD_FILE", file.toString(), "PASSWORD", "other"));

    settings.secret("PASSWORD");

    assertThatThrownBy(() -> settings.verified(1))
        .hasMessage("PASSWORD and PASSWORD_FILE are both set, but only one may be");
  }
}
