package io.thoraflow.contract.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConnectionTest {
  @TempDir Path folder;

  @Test
  void aUserAndAPasswordStandForScram() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "a \"b\\c\n");

    KafkaConnection kafka =
        connection(
            Map.of(
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_USER", "ingest",
                "KAFKA_PASSWORD_FILE", secret.toString()));

    assertThat(kafka.properties()).containsEntry("sasl.mechanism", "SCRAM-SHA-512");
    var options =
        JaasContext.loadClientContext(
                Map.of(
                    "sasl.jaas.config", new Password(kafka.properties().get("sasl.jaas.config"))))
            .configurationEntries()
            .get(0)
            .getOptions();
    assertThat(options.get("username")).isEqualTo("ingest");
    assertThat(options.get("password")).isEqualTo("a \"b\\c");
    assertThat(kafka.principal()).isEqualTo("User:ingest");
    assertThat(kafka.toString()).doesNotContain("b\\c");
  }

  @Test
  void aUserWithoutAProtocolThatLogsInIsRefused() {
    assertRefused(
        Map.of("KAFKA_USER", "ingest", "KAFKA_PASSWORD", "x"),
        "KAFKA_SECURITY_PROTOCOL must be SASL_SSL where there is a user and a password, but is missing");
  }

  @Test
  void aProtocolThatLogsInNeedsAUser() {
    assertRefused(
        Map.of("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
        "KAFKA_SECURITY_PROTOCOL is SASL_SSL, so KAFKA_USER and KAFKA_PASSWORD, or KAFKA_SASL_JAAS_CONFIG, must be set");
  }

  @Test
  void anUnknownProtocolIsNamed() {
    assertRefused(
        Map.of("KAFKA_SECURITY_PROTOCOL", "TLS"),
        "KAFKA_SECURITY_PROTOCOL must be one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL, but is TLS");
  }

  @Test
  void twoWaysToLogInAreOneTooMany() {
    assertRefused(
        Map.of(
            "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "KAFKA_USER", "ingest",
            "KAFKA_PASSWORD", "x",
            "KAFKA_SASL_JAAS_CONFIG", "module required;"),
        "KAFKA_USER and KAFKA_SASL_JAAS_CONFIG are both set, but only one may be");
  }

  @Test
  void aTruststoreThatCannotBeOpenedIsNamedWithItsSettings() throws Exception {
    Path pem = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");

    assertRefused(
        Map.of("KAFKA_SECURITY_PROTOCOL", "SSL", "KAFKA_SSL_TRUSTSTORE_LOCATION", pem.toString()),
        ("KAFKA_SSL_TRUSTSTORE_LOCATION %s cannot be opened as PKCS12 with KAFKA_SSL_TRUSTSTORE_PASSWORD;"
                + " a file of certificates in PEM needs KAFKA_SSL_TRUSTSTORE_TYPE=PEM and no password")
            .formatted(pem));
    assertRefused(
        Map.of("KAFKA_SECURITY_PROTOCOL", "SSL", "KAFKA_SSL_TRUSTSTORE_LOCATION", "/no/file"),
        "KAFKA_SSL_TRUSTSTORE_LOCATION must name a readable file, but is /no/file");
  }

  private static KafkaConnection connection(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("KAFKA_BOOTSTRAP_SERVERS", "broker:9093");
    Settings settings = Settings.of(all);
    return settings.verified(KafkaConnection.from(settings));
  }

  private static void assertRefused(Map<String, String> values, String problem) {
    assertThatThrownBy(() -> connection(values))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(problem);
  }
}
