package io.thoraflow.standalone.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML with its anchors and merge keys resolved; a key that stands twice is an error. */
final class Yaml {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Yaml() {}

  static JsonNode one(String text) {
    return JSON.valueToTree(loader().load(text));
  }

  /** Documents that {@code ---} divides. */
  static List<JsonNode> all(String text) {
    List<JsonNode> documents = new ArrayList<>();
    loader().loadAll(text).forEach(document -> documents.add(JSON.valueToTree(document)));
    return documents;
  }

  static List<String> list(String text) {
    List<String> values = new ArrayList<>();
    one(text).forEach(value -> values.add(value.asText()));
    return values;
  }

  static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static org.yaml.snakeyaml.Yaml loader() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new org.yaml.snakeyaml.Yaml(new SafeConstructor(options));
  }
}
