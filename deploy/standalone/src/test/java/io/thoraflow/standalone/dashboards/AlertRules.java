package io.thoraflow.standalone.dashboards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alerts that Prometheus is given, by name, with their expressions. */
final class AlertRules {
  static final Path PROMETHEUS = Path.of("..", "prometheus");

  private static final Pattern RULE =
      Pattern.compile("- alert: (\\w+)\\n\\s+expr: (?:\\|\\n((?: {10,}.*\\n)+)|(.+)\\n)");

  private AlertRules() {}

  static Map<String, String> all() {
    Map<String, String> rules = new LinkedHashMap<>();
    Matcher rule = RULE.matcher(text());
    while (rule.find()) {
      rules.put(rule.group(1), rule.group(2) == null ? rule.group(3) : rule.group(2));
    }
    return rules;
  }

  static String text() {
    try {
      return Files.readString(PROMETHEUS.resolve("alerts.yml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
