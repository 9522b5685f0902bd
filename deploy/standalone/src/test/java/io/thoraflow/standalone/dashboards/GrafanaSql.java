package io.thoraflow.standalone.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Makes of a dashboard's SQL what Grafana sends to PostgreSQL: its macros are expanded by the same
 * pattern (an argument holds no closing bracket), and every variable stands at All.
 */
final class GrafanaSql {
  private static final Pattern MACRO = Pattern.compile("\\$([_a-zA-Z0-9]+)\\(([^)]*)\\)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):sqlstring}");

  private final DataSource database;
  private final Instant from;
  private final Instant to;
  private final Map<String, Map<String, List<String>>> options = new HashMap<>();

  GrafanaSql(DataSource database, Instant from, Instant to) {
    this.database = database;
    this.from = from;
    this.to = to;
  }

  /** Column names and rows. */
  record Result(List<String> columns, List<String> types, List<List<String>> rows) {}

  Result run(Dashboard.Query query) throws SQLException {
    return execute(text(query));
  }

  String text(Dashboard.Query query) {
    Matcher variable = VARIABLE.matcher(query.text());
    String sql =
        variable.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    options(query.dashboard()).get(found.group(1)).stream()
                        .map(option -> "'" + option.replace("'", "''") + "'")
                        .collect(Collectors.joining(","))));
    return macros(sql);
  }

  private String macros(String sql) {
    return MACRO
        .matcher(sql)
        .replaceAll(
            macro -> {
              if (!macro.group(1).equals("__timeFilter")) {
                throw new IllegalArgumentException("unknown macro " + macro.group());
              }
              return "%s BETWEEN '%s' AND '%s'".formatted(macro.group(2), from, to);
            });
  }

  private Map<String, List<String>> options(String dashboard) {
    return options.computeIfAbsent(
        dashboard,
        file ->
            Dashboard.all().stream()
                .filter(one -> one.file().equals(file))
                .flatMap(one -> one.variables().stream())
                .collect(
                    Collectors.toMap(variable -> variable.path("name").asText(), this::optionsOf)));
  }

  private List<String> optionsOf(JsonNode variable) {
    if (variable.path("type").asText().equals("custom")) {
      return List.of(variable.path("query").asText().split(","));
    }
    try {
      return execute(macros(variable.path("query").asText())).rows().stream()
          .map(row -> row.get(0))
          .toList();
    } catch (SQLException e) {
      throw new IllegalStateException("variable " + variable.path("name").asText(), e);
    }
  }

  private Result execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> columns = new ArrayList<>();
      List<String> types = new ArrayList<>();
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        columns.add(rows.getMetaData().getColumnLabel(column));
        types.add(rows.getMetaData().getColumnTypeName(column));
      }
      List<List<String>> values = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns.size(); column++) {
          row.add(rows.getString(column));
        }
        values.add(row);
      }
      return new Result(columns, types, values);
    }
  }
}
