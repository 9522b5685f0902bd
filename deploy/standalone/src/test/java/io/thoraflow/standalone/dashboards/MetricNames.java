package io.thoraflow.standalone.dashboards;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that a PromQL expression names. */
final class MetricNames {
  private static final Pattern STRINGS = Pattern.compile("\"[^\"]*\"");
  private static final Pattern SELECTORS = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
  private static final Pattern LABELS =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern NAMES =
      Pattern.compile("(?<![\\w:])[a-zA-Z_:][\\w:]*(?![\\w:]|\\s*\\()");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf");

  /** Made by Prometheus itself. */
  private static final Set<String> OWN = Set.of("up", "ALERTS");

  private MetricNames() {}

  static Set<String> in(String expression) {
    String bare = STRINGS.matcher(expression).replaceAll("");
    bare = SELECTORS.matcher(bare).replaceAll("");
    bare = LABELS.matcher(bare).replaceAll("");
    // What is left of a function that has a grouping between its name and its arguments.
    bare = bare.replaceAll("\\b(sum|min|max|avg|count)\\s+\\(", "(");
    Set<String> names = new TreeSet<>();
    Matcher name = NAMES.matcher(bare);
    while (name.find()) {
      names.add(name.group());
    }
    names.removeAll(WORDS);
    names.removeAll(OWN);
    return names;
  }
}
