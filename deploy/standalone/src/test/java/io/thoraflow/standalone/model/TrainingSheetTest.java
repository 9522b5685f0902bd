package io.thoraflow.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSheetTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void makeDataFolder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("data"));
  }

  private List<String> lines(String training) throws JsonProcessingException {
    List<String> lines = new ArrayList<>();
    new TrainingSheet(folder).add(Json.MAPPER.readTree(training), lines);
    return lines;
  }

  @Test
  void figuresStandBesideEachOtherWithTheirIntervals() throws Exception {
    assertThat(
            lines(
                """
                {"metrics": {
                  "validation": {"xrays": 1043, "auroc": {"value": 0.9957, "low": 0.993, "high": 0.998},
                    "confusion": {"truePositives": 1}},
                  "test": {"xrays": 624, "auroc": {"value": 0.966, "low": null, "high": null},
                    "brier": {"value": 0.05, "low": 0.04, "high": 0.06}}}}"""))
        .containsExactly(
            "figures (95 % interval)     validation                test",
            "  xrays                     1043                      624",
            "  auroc                     0.996 (0.993 to 0.998)    0.966 (- to -)",
            "  brier                     -                         0.050 (0.040 to 0.060)");
  }

  @Test
  void theGateSaysWhatAndWhyAndByWhichNumbers() throws Exception {
    assertThat(
            lines(
                """
                {"gate": {"verdict": "refused", "reason": "it may miss more", "rule": "not worse",
                  "numbers": {"auroc": 0.99, "aurocDifferenceLow": -0.001}}}"""))
        .containsExactly(
            "gate: refused, it may miss more",
            "  rule                      not worse",
            "  auroc                     0.99",
            "  aurocDifferenceLow        -0.001");
  }

  @Test
  void decisionsHaveTheirReasons() throws Exception {
    assertThat(
            lines(
                """
                {"decisions": [{"name": "threshold", "value": "0.62", "reason": "keeps 0.95"}]}"""))
        .containsExactly("decisions", "  threshold                 0.62: keeps 0.95");
  }

  @Test
  void theReportIsFoundInTheDataFolder() throws IOException {
    // Given
    Path page = folder.resolve("reports/2026-03-04/report.html");
    Files.createDirectories(page.getParent());
    Files.writeString(page, "<html/>");

    // Then
    assertThat(lines("{\"report\": \"reports/2026-03-04/report.html\"}"))
        .containsExactly("report: " + page);
  }

  @Test
  void aReportElsewhereIsSaidToBeElsewhere() throws IOException {
    Files.writeString(temporary.resolve("report.html"), "");

    assertThat(lines("{\"report\": \"reports/gone/report.html\"}"))
        .containsExactly(
            "report: not on this machine (reports/gone/report.html in the trainer's data folder)");
    assertThat(lines("{\"report\": \"../report.html\"}").get(0)).contains("not on this machine");
  }

  @Test
  void aModelThatWasNotTrainedHereHasNoneOfIt() throws Exception {
    assertThat(lines("{\"importedFrom\": \"a Keras file\"}"))
        .containsExactly("  training.importedFrom     a Keras file");
    assertThat(lines("null")).isEmpty();
  }
}
