package io.thoraflow.standalone.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  ModelSheet(ZoneId zone) {
    time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
  }

  List<String> lines(ModelRecord model) {
    List<String> lines = new ArrayList<>();
    JsonNode manifest = model.manifest();
    lines.add(
        "version %d (%s), %s"
            .formatted(
                model.version(), manifest.path("name").asText("no name"), model.state().code()));
    FACTS.forEach(fact -> addValues(fact, manifest.path(fact), lines));
    addFact("manifestSha256", model.manifestSha256(), lines);
    addValues("training", manifest.path("training"), lines);
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

  /** Objects are opened, one line for each value; of long lists only the length is shown. */
  private static void addValues(String name, JsonNode node, List<String> lines) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        addValues(name + "." + field.getKey(), field.getValue(), lines);
      }
    } else if (node.isArray() && node.size() > 4) {
      addFact(name, "%d values".formatted(node.size()), lines);
    } else if (!node.isMissingNode() && !node.isNull()) {
      addFact(name, node.isTextual() ? node.asText() : node.toString(), lines);
    }
  }

  private static void addFact(String name, String value, List<String> lines) {
    lines.add("  %-24s  %s".formatted(name, value));
  }

  private void addEvent(Instant at, String event, String reason, List<String> lines) {
    lines.add("  %s  %s: %s".formatted(time.format(at), event, reason));
  }
}
