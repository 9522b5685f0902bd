package io.thoraflow.contract.message;

import io.thoraflow.contract.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.JaasUtils;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * The security settings of Kafka clients. {@code KAFKA_USER} and {@code KAFKA_PASSWORD} stand for
 * SCRAM-SHA-512; beside them the clients' own properties are settings, such as {@code
 * KAFKA_SSL_TRUSTSTORE_LOCATION} for {@code ssl.truststore.location}.
 */
final class KafkaSecurity {
  private static final String USER = "KAFKA_USER";
  private static final String PASSWORD = "KAFKA_PASSWORD";
  private static final String SCRAM = "SCRAM-SHA-512";
  private static final String PEM = "PEM";
  private static final List<String> PLAIN =
      List.of(
          CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
          SaslConfigs.SASL_MECHANISM,
          SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
          SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
          SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
          SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
  private static final List<String> SECRET =
      List.of(
          SaslConfigs.SASL_JAAS_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
          SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
          SslConfigs.SSL_KEY_PASSWORD_CONFIG);

  private KafkaSecurity() {}

  /** Client properties; what contradicts is noted in the settings. */
  static Map<String, String> properties(Settings settings) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String property : PLAIN) {
      settings.optional(settingName(property)).ifPresent(value -> properties.put(property, value));
    }
    for (String property : SECRET) {
      settings
          .optionalSecret(settingName(property))
          .ifPresent(value -> properties.put(property, value));
    }
    settings.optional(USER).ifPresent(user -> logIn(settings, user, properties));
    verifyProtocol(settings, properties);
    verifyStore(
        settings,
        properties,
        SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
        SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
        SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG);
    verifyStore(
        settings,
        properties,
        SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
        SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
        SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG);
    return properties;
  }

  private static void logIn(Settings settings, String user, Map<String, String> properties) {
    String password = settings.secret(PASSWORD);
    String mechanism = properties.computeIfAbsent(SaslConfigs.SASL_MECHANISM, key -> SCRAM);
    boolean plain = mechanism.equals("PLAIN");
    if (!plain && !mechanism.startsWith("SCRAM-")) {
      settings.reject(
          "%s goes with KAFKA_SASL_MECHANISM %s, SCRAM-SHA-256 or PLAIN, but that is %s"
              .formatted(USER, SCRAM, mechanism));
    }
    String before =
        properties.put(
            SaslConfigs.SASL_JAAS_CONFIG,
            "%s required username=\"%s\" password=\"%s\";"
                .formatted(
                    (plain ? PlainLoginModule.class : ScramLoginModule.class).getName(),
                    quoted(user),
                    quoted(password)));
    if (before != null) {
      settings.reject(
          "%s and KAFKA_SASL_JAAS_CONFIG are both set, but only one may be".formatted(USER));
    }
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static void verifyProtocol(Settings settings, Map<String, String> properties) {
    String setting = settingName(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    Optional<String> protocol =
        Optional.ofNullable(properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG));
    if (protocol.isPresent() && !SecurityProtocol.names().contains(protocol.get())) {
      settings.reject(
          "%s must be one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL, but is %s"
              .formatted(setting, protocol.get()));
    }
    boolean logsIn = properties.containsKey(SaslConfigs.SASL_JAAS_CONFIG);
    if (logsIn && !protocol.orElse("").startsWith("SASL_")) {
      settings.reject(
          "%s must be SASL_SSL where there is a user and a password, but is %s"
              .formatted(setting, protocol.orElse("missing")));
    } else if (!logsIn
        && protocol.orElse("").startsWith("SASL_")
        && System.getProperty(JaasUtils.JAVA_LOGIN_CONFIG_PARAM) == null) {
      settings.reject(
          "%s is %s, so %s and %s, or KAFKA_SASL_JAAS_CONFIG, must be set"
              .formatted(setting, protocol.orElseThrow(), USER, PASSWORD));
    }
  }

  /** Opens a store once, as the clients say of it only that they cannot be made. */
  private static void verifyStore(
      Settings settings,
      Map<String, String> properties,
      String location,
      String type,
      String password) {
    if (!properties.containsKey(location)) {
      return;
    }
    Path file = Path.of(properties.get(location));
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      settings.reject(
          "%s must name a readable file, but is %s".formatted(settingName(location), file));
      return;
    }
    String format = properties.getOrDefault(type, KeyStore.getDefaultType());
    if (format.equalsIgnoreCase(PEM)) {
      return;
    }
    try (InputStream content = Files.newInputStream(file)) {
      KeyStore.getInstance(format)
          .load(content, properties.getOrDefault(password, "").toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      settings.reject(
          "%s %s cannot be opened as %s with %s; a file of certificates in PEM needs %s=PEM and no password"
              .formatted(
                  settingName(location),
                  file,
                  format.toUpperCase(Locale.ROOT),
                  settingName(password),
                  settingName(type)));
    }
  }

  private static String settingName(String property) {
    return "KAFKA_" + property.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
