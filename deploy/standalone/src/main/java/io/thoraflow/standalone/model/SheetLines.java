package io.thoraflow.standalone.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Names and values in two columns. */
final class SheetLines {
  /** Longer lists say more by their length than by their values. */
  private static final int SHORT = 4;

  private SheetLines() {}

  static void addFact(String name, String value, List<String> lines) {
    lines.add("  %-24s  %s".formatted(name, value));
  }

  /** Objects are opened, one line for each value; of long lists only the length is shown. */
  static void addValues(String name, JsonNode node, List<String> lines) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        addValues(name + "." + field.getKey(), field.getValue(), lines);
      }
    } else if (node.isArray() && node.size() > SHORT) {
      addFact(name, "%d values".formatted(node.size()), lines);
    } else if (!node.isMissingNode() && !node.isNull()) {
      addFact(name, node.isTextual() ? node.asText() : node.toString(), lines);
    }
  }
}
