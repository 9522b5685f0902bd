package io.thoraflow.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Prometheus is given is right as far as its own tool can tell. */
class AlertRulesTest {
  @ParameterizedTest
  @CsvSource({
    "check, config, prometheus.yml",
    "check, rules, alerts.yml",
    "test, rules, alerts_test.yml",
    "test, rules, alerts_month_test.yml"
  })
  void promtoolFindsNoFault(String verb, String what, String file) throws Exception {
    promtool(AlertRules.PROMETHEUS, verb, what, file);
  }

  @Test
  void everyExpressionOfTheDashboardsIsPromql(@TempDir Path folder) throws Exception {
    List<String> rules = new ArrayList<>(List.of("groups:", "  - name: panels", "    rules:"));
    for (Dashboard.Query query : Dashboard.promql()) {
      rules.add("      - record: panel:%d".formatted(rules.size()));
      rules.add("        expr: '%s'".formatted(PanelPromql.text(query).replace("'", "''")));
    }
    Files.write(folder.resolve("panels.yml"), rules);

    promtool(folder, "check", "rules", "panels.yml");
  }

  @Test
  void everyAlertHasATestAndAPageThatSaysWhatToDo() throws IOException {
    String tests =
        Files.readString(AlertRules.PROMETHEUS.resolve("alerts_test.yml"))
            + Files.readString(AlertRules.PROMETHEUS.resolve("alerts_month_test.yml"));
    String page = Files.readString(Path.of("..", "..", "docs", "alerts.md"));

    assertThat(AlertRules.all()).hasSizeGreaterThanOrEqualTo(15);
    assertThat(AlertRules.text().split("- alert: ")).hasSize(AlertRules.all().size() + 1);
    for (String alert : AlertRules.all().keySet()) {
      assertThat(tests).contains("- alertname: " + alert + "\n");
      assertThat(page).contains("\n## " + alert + "\n");
      assertThat(AlertRules.text()).contains("runbook: docs/alerts.md#" + alert.toLowerCase());
    }
  }

  @Test
  void namesOfMetricsAreFoundInExpressions() {
    assertThat(
            MetricNames.in(
                "histogram_quantile(0.95, sum by (le) (rate(a_bucket{job=\"x\"}[5m]))) > 2"
                    + " and on (instance) group_left () (3 * b) unless max (c) or vector(0)"))
        .isEqualTo(Set.of("a_bucket", "b", "c"));
  }

  private static void promtool(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Tools.assume("promtool").toString()));
    command.addAll(List.of(arguments));
    Tools.Outcome outcome = Tools.run(folder, command);
    assertThat(outcome.output()).contains("SUCCESS").doesNotContain("FAILED");
    assertThat(outcome.status()).isZero();
  }
}
