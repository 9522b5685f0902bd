package io.thoraflow.standalone.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One of the dashboards that Grafana is provisioned with. */
record Dashboard(String file, JsonNode json) {
  static final Path GRAFANA = Path.of("..", "grafana");

  /** A query of a panel, or of a variable. */
  record Query(String dashboard, String title, String text, String format) {
    @Override
    public String toString() {
      return dashboard + ", " + title;
    }
  }

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
      List<Dashboard> dashboards = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        dashboards.add(
            new Dashboard(
                file.getFileName().toString(), Json.MAPPER.readTree(Files.readAllBytes(file))));
      }
      return dashboards;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of all rows, rows themselves aside. */
  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : json.path("panels")) {
      if (panel.path("type").asText().equals("row")) {
        panel.path("panels").forEach(panels::add);
      } else {
        panels.add(panel);
      }
    }
    return panels;
  }

  List<JsonNode> variables() {
    List<JsonNode> variables = new ArrayList<>();
    json.path("templating").path("list").forEach(variables::add);
    return variables;
  }

  static List<Query> sqlOfPanels() {
    return targets("rawSql");
  }

  static List<Query> promql() {
    return targets("expr");
  }

  private static List<Query> targets(String field) {
    List<Query> queries = new ArrayList<>();
    for (Dashboard dashboard : all()) {
      for (JsonNode panel : dashboard.panels()) {
        for (JsonNode target : panel.path("targets")) {
          if (target.has(field)) {
            queries.add(
                new Query(
                    dashboard.file,
                    panel.path("title").asText(),
                    target.path(field).asText(),
                    target.path("format").asText()));
          }
        }
      }
    }
    return queries;
  }

  static List<Query> sqlOfVariables() {
    List<Query> queries = new ArrayList<>();
    for (Dashboard dashboard : all()) {
      for (JsonNode variable : dashboard.variables()) {
        if (variable.path("type").asText().equals("query")) {
          queries.add(
              new Query(
                  dashboard.file,
                  variable.path("name").asText(),
                  variable.path("query").asText(),
                  "table"));
        }
      }
    }
    return queries;
  }
}
