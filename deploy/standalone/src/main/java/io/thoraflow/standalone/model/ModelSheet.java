package io.thoraflow.standalone.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** One model version as text for a terminal. */
final class ModelSheet {
  private static final List<String> FACTS =
      List.of(
          "origin",
          "createdAt",
          "classes",
          "preprocessing",
          "threshold",
          "temperature",
          "familiarity",
          "weightsFingerprint");

  private final DateTimeFormatter time;
  private final TrainingSheet training;

  /**
   * @param folder the data folder, which reports lie in
   */
  ModelSheet(ZoneId zone, Path folder) {
    training = new TrainingSheet(folder);
    time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
  }

  List<String> lines(ModelRecord model) {
    List<String> lines = new ArrayList<>();
    JsonNode manifest = model.manifest();
    lines.add(
        "version %d (%s), %s"
            .formatted(
                model.version(), manifest.path("name").asText("no name"), model.state().code()));
    FACTS.forEach(fact -> SheetLines.addValues(fact, manifest.path(fact), lines));
    SheetLines.addFact("manifestSha256", model.manifestSha256(), lines);
    training.add(manifest.path("training"), lines);
    lines.add("history");
    for (ModelRecord.StateChange change : model.history()) {
      addEvent(change.at(), change.state() + " by " + change.by(), change.reason(), lines);
    }
    lines.add(model.refusals().isEmpty() ? "refused by no worker" : "refused by");
    for (ModelRecord.Refusal refusal : model.refusals()) {
      addEvent(refusal.at(), refusal.worker(), refusal.reason(), lines);
    }
    return lines;
  }

  private void addEvent(Instant at, String event, String reason, List<String> lines) {
    lines.add("  %s  %s: %s".formatted(time.format(at), event, reason));
  }
}
