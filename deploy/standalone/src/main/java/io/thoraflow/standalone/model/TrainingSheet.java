package io.thoraflow.standalone.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a manifest says of a training run: its figures, the gate's verdict, decisions, report. */
final class TrainingSheet {
  private static final Set<String> SHOWN_APART = Set.of("metrics", "gate", "decisions", "report");

  private final Path folder;

  /**
   * @param folder the data folder, which reports lie in
   */
  TrainingSheet(Path folder) {
    this.folder = folder;
  }

  void add(JsonNode training, List<String> lines) {
    for (Map.Entry<String, JsonNode> field : training.properties()) {
      if (!SHOWN_APART.contains(field.getKey())) {
        SheetLines.addValues("training." + field.getKey(), field.getValue(), lines);
      }
    }
    FiguresTable.add(training.path("metrics"), lines);
    addDecisions(training.path("decisions"), lines);
    addGate(training.path("gate"), lines);
    addReport(training.path("report").asText(), lines);
  }

  private static void addDecisions(JsonNode decisions, List<String> lines) {
    if (!decisions.isEmpty()) {
      lines.add("decisions");
    }
    for (JsonNode decision : decisions) {
      SheetLines.addFact(
          decision.path("name").asText(),
          "%s: %s".formatted(decision.path("value").asText(), decision.path("reason").asText()),
          lines);
    }
  }

  private static void addGate(JsonNode gate, List<String> lines) {
    if (gate.isEmpty()) {
      return;
    }
    lines.add(
        "gate: %s, %s".formatted(gate.path("verdict").asText(), gate.path("reason").asText()));
    SheetLines.addValues("rule", gate.path("rule"), lines);
    for (Map.Entry<String, JsonNode> number : gate.path("numbers").properties()) {
      SheetLines.addValues(number.getKey(), number.getValue(), lines);
    }
  }

  /** Relative to the data folder, so that the folder can move. */
  private void addReport(String report, List<String> lines) {
    if (report.isEmpty()) {
      return;
    }
    Path page = folder.resolve(report).normalize();
    lines.add(
        page.startsWith(folder) && Files.exists(page)
            ? "report: " + page
            : "report: not on this machine (%s in the trainer's data folder)".formatted(report));
  }
}
