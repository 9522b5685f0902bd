package io.thoraflow.standalone.up;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.standalone.WorkersOption;
import io.thoraflow.standalone.runtime.DataFolder;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that may start a pipeline. */
public final class PipelineOptions {
  @Mixin private WorkersOption workers;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "use this Kafka instead of the embedded one (or KAFKA_BOOTSTRAP_SERVERS)")
  private String kafka;

  @Option(
      names = "--database-url",
      paramLabel = "JDBC_URL",
      description = {
        "use this PostgreSQL instead of the embedded one (or DATABASE_URL);",
        "with DATABASE_ADMIN_USER and DATABASE_ADMIN_PASSWORD[_FILE] roles and schema are made,",
        "without them workers use DATABASE_USER and DATABASE_PASSWORD[_FILE], and a trainer",
        "DATABASE_TRAINER_PASSWORD[_FILE]"
      })
  private String databaseUrl;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "" + KafkaTopics.DEFAULT_PARTITIONS,
      description =
          "partitions of the X-ray topic, when it is made: at most as many workers share the work"
              + " (default: ${DEFAULT-VALUE})")
  private int partitions;

  /**
   * @param environment where the options do not say otherwise
   * @throws io.thoraflow.contract.settings.InvalidSettingsException naming every problem
   */
  public PipelineConfig config(Map<String, String> environment, DataFolder folder) {
    Map<String, String> values = new HashMap<>(environment);
    if (kafka != null) {
      values.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
    }
    if (databaseUrl != null) {
      values.put("DATABASE_URL", databaseUrl);
    }
    return PipelineConfig.from(Settings.of(values), folder, workers.number(), partitions);
  }
}
