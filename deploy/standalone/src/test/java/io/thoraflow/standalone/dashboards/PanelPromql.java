package io.thoraflow.standalone.dashboards;

/** Makes of a panel's PromQL what Grafana sends to Prometheus. */
final class PanelPromql {
  private PanelPromql() {}

  static String text(Dashboard.Query query) {
    String text = query.text().replace("$__rate_interval", "5m");
    if (text.contains("$")) {
      throw new IllegalArgumentException("unknown variable in " + text);
    }
    return text;
  }
}
