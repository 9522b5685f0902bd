package io.thoraflow.contract.message;

import io.thoraflow.contract.settings.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * How a process reaches Kafka: {@code KAFKA_BOOTSTRAP_SERVERS} and, where the brokers ask for them,
 * the settings of {@link KafkaSecurity}.
 *
 * @param properties Kafka client properties, common to producers, consumers and administration
 */
public record KafkaConnection(Map<String, String> properties) {
  private static final Pattern USER = Pattern.compile("username\\s*=\\s*[\"']?([^\"'\\s;]+)");

  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  public static KafkaConnection from(Settings settings) {
    return from(settings, settings.text("KAFKA_BOOTSTRAP_SERVERS"));
  }

  /** Other brokers than the settings name, with the settings' security. */
  public static KafkaConnection from(Settings settings, String bootstrapServers) {
    Map<String, String> properties = new LinkedHashMap<>(KafkaSecurity.properties(settings));
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new KafkaConnection(properties);
  }

  public static KafkaConnection to(String bootstrapServers) {
    return new KafkaConnection(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  public String bootstrapServers() {
    return properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** For messages: whom the brokers take this process for. */
  public String principal() {
    Matcher user = USER.matcher(properties.getOrDefault(SaslConfigs.SASL_JAAS_CONFIG, ""));
    return user.find() ? "User:" + user.group(1) : "this process";
  }

  /** The common properties with those of one client, which win. */
  public Map<String, Object> with(Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.putAll(more);
    return all;
  }

  /**
   * A client for questions to the brokers that may be away.
   *
   * @param clientId names this process to the brokers
   * @param patience for a request and for an answer as a whole
   */
  public Admin admin(String clientId, Duration patience) {
    int timeoutMs = Math.toIntExact(patience.toMillis());
    return Admin.create(
        with(
            Map.of(
                CommonClientConfigs.CLIENT_ID_CONFIG, clientId,
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs,
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs)));
  }

  /** Hides the secrets. */
  @Override
  public String toString() {
    return "KafkaConnection[bootstrapServers=%s]".formatted(bootstrapServers());
  }
}
