package io.thoraflow.embedded;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.settings.Settings;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.security.scram.internals.ScramCredentialUtils;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/**
 * Whom an {@link EmbeddedKafka} lets in: users with their passwords (SCRAM-SHA-512, on loopback
 * without TLS). Each may do everything.
 *
 * <p>The broker reads them from its own configuration at each start ({@link ConfiguredUsers}) and
 * keeps none in its log. So a folder whose broker once let everybody in needs no preparation, and a
 * new password counts from the next start.
 *
 * @param passwords by user, {@link #BROKER} among them
 */
public record BrokerUsers(Map<String, String> passwords) {
  /** The broker itself, and the administrator. */
  public static final String BROKER = "kafka";

  /** What clients set for {@code KAFKA_SECURITY_PROTOCOL}. */
  public static final String PROTOCOL = "SASL_PLAINTEXT";

  private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;

  /** Kafka's own default; guessing is made hard by passwords that are drawn, not by this. */
  private static final int ITERATIONS = 4096;

  public BrokerUsers {
    passwords = Map.copyOf(passwords);
    if (!passwords.containsKey(BROKER)) {
      throw new IllegalArgumentException("the broker's own user %s is missing".formatted(BROKER));
    }
  }

  /** How the administrator reaches the broker. */
  KafkaConnection administrator(String bootstrapServers) {
    return KafkaConnection.from(
        Settings.of(
            Map.of(
                "KAFKA_SECURITY_PROTOCOL", PROTOCOL,
                "KAFKA_USER", BROKER,
                "KAFKA_PASSWORD", passwords.get(BROKER))),
        bootstrapServers);
  }

  /** Properties of a broker that asks on both of its listeners; they hold the broker's password. */
  Map<String, String> properties(String clients, String controller) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(
        "listener.security.protocol.map",
        "%s:%s,%s:%s".formatted(clients, PROTOCOL, controller, PROTOCOL));
    properties.put("inter.broker.listener.name", clients);
    properties.put("sasl.enabled.mechanisms", MECHANISM.mechanismName());
    properties.put("sasl.mechanism.inter.broker.protocol", MECHANISM.mechanismName());
    properties.put("sasl.mechanism.controller.protocol", MECHANISM.mechanismName());
    listener(properties, clients, passwords);
    listener(properties, controller, Map.of(BROKER, passwords.get(BROKER)));
    return properties;
  }

  private void listener(Map<String, String> properties, String name, Map<String, String> users) {
    String prefix =
        "listener.name.%s.%s.".formatted(lowerCase(name), lowerCase(MECHANISM.mechanismName()));
    StringBuilder jaas = new StringBuilder(ScramLoginModule.class.getName()).append(" required");
    option(jaas, "username", BROKER);
    option(jaas, "password", passwords.get(BROKER));
    users.forEach(
        (user, password) -> option(jaas, ConfiguredUsers.OPTION + user, verifier(password)));
    properties.put(prefix + "sasl.jaas.config", jaas.append(';').toString());
    properties.put(prefix + "sasl.server.callback.handler.class", ConfiguredUsers.class.getName());
  }

  private static void option(StringBuilder jaas, String name, String value) {
    jaas.append(' ')
        .append(name)
        .append("=\"")
        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
        .append('"');
  }

  private static String verifier(String password) {
    try {
      return ScramCredentialUtils.credentialToString(
          new ScramFormatter(MECHANISM).generateCredential(password, ITERATIONS));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Hides the passwords. */
  @Override
  public String toString() {
    return "BrokerUsers" + passwords.keySet();
  }
}
