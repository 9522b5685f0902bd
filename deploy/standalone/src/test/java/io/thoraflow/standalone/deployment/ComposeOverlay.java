package io.thoraflow.standalone.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** How Compose lays one file over another. */
final class ComposeOverlay {
  /** Lists that are replaced; all others grow. */
  private static final Set<String> REPLACED = Set.of("command", "entrypoint", "test");

  private ComposeOverlay() {}

  static JsonNode over(JsonNode base, JsonNode overlay) {
    ObjectNode merged = base.deepCopy();
    overlay
        .properties()
        .forEach(
            property -> {
              String key = property.getKey();
              JsonNode below = merged.path(key);
              JsonNode above = property.getValue();
              if (below.isObject() && above.isObject()) {
                merged.set(key, over(below, above));
              } else if (below.isArray() && above.isArray() && !REPLACED.contains(key)) {
                merged.set(key, ((ArrayNode) below.deepCopy()).addAll((ArrayNode) above));
              } else {
                merged.set(key, above);
              }
            });
    return merged;
  }
}
