package io.thoraflow.contract.monitoring;

import io.thoraflow.contract.settings.Settings;

/**
 * Where health and metrics listen.
 *
 * @param host loopback unless a setting says otherwise
 * @param port 0 takes a free one
 */
public record MonitoringConfig(String host, int port) {

  public static MonitoringConfig from(Settings settings, int defaultPort) {
    return new MonitoringConfig(
        settings.text("MONITORING_HOST", "127.0.0.1"),
        settings.integer("MONITORING_PORT", defaultPort, 0, 65_535));
  }
}
