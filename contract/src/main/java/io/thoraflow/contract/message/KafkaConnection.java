package io.thoraflow.contract.message;

import io.thoraflow.contract.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * How a process reaches Kafka: {@code KAFKA_BOOTSTRAP_SERVERS} and, where the brokers ask for them,
 * the clients' own security properties as settings, such as {@code KAFKA_SECURITY_PROTOCOL} for
 * {@code security.protocol}.
 *
 * @param properties Kafka client properties, common to producers, consumers and administration
 */
public record KafkaConnection(Map<String, String> properties) {
  private static final List<String> SECURITY =
      List.of(
          CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
          SaslConfigs.SASL_MECHANISM,
          SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
          SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
          SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
          SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
  private static final List<String> SECURITY_SECRETS =
      List.of(
          SaslConfigs.SASL_JAAS_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
          SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
          SslConfigs.SSL_KEY_PASSWORD_CONFIG);

  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  public static KafkaConnection from(Settings settings) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.text("KAFKA_BOOTSTRAP_SERVERS"));
    for (String property : SECURITY) {
      settings.optional(settingName(property)).ifPresent(value -> properties.put(property, value));
    }
    for (String property : SECURITY_SECRETS) {
      settings
          .optionalSecret(settingName(property))
          .ifPresent(value -> properties.put(property, value));
    }
    return new KafkaConnection(properties);
  }

  public static KafkaConnection to(String bootstrapServers) {
    return new KafkaConnection(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  public String bootstrapServers() {
    return properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** The common properties with those of one client, which win. */
  public Map<String, Object> with(Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(properties);
    all.putAll(more);
    return all;
  }

  private static String settingName(String property) {
    return "KAFKA_" + property.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** Hides the secrets. */
  @Override
  public String toString() {
    return "KafkaConnection[bootstrapServers=%s]".formatted(bootstrapServers());
  }
}
