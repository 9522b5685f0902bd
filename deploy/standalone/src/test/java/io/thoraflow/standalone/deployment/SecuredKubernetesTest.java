package io.thoraflow.standalone.deployment;

import static io.thoraflow.standalone.deployment.Checkout.assumeVisibly;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The component {@code secured}, as it is rendered over the CPU's overlay. */
class SecuredKubernetesTest {
  private static List<JsonNode> rendered;

  @TempDir private Path secrets;

  @BeforeAll
  static void render() throws Exception {
    assumeVisibly(KubernetesTest.isInstalled(), "kubectl is not installed");
    rendered = KubernetesTest.rendered("cpu-secured");
  }

  /** A secret that is named and not mounted would be missing here. */
  @ParameterizedTest
  @CsvSource({
    "Deployment, ingest, thoraflow-ingest,",
    "Deployment, inference-worker, thoraflow-worker, WORKER",
    "Deployment, trainer, thoraflow-trainer, TRAINER",
    "Job, migrate, admin,"
  })
  void everyPodSatisfiesTheSettingsReader(String kind, String name, String user, Role role)
      throws IOException {
    Settings settings = Settings.of(environment(only(kind, name)));

    KafkaConnection kafka = settings.verified(KafkaConnection.from(settings));
    assertThat(kafka.principal()).isEqualTo("User:" + user);
    assertThat(kafka.bootstrapServers()).endsWith(":9093");
    assertThat(kafka.properties()).containsEntry("security.protocol", "SASL_SSL");
    if (role != null) {
      assertThat(settings.verified(DatabaseConfig.from(settings, role)).url())
          .contains("sslmode=verify-full&sslrootcert=" + secrets.resolve("tls_authority"));
    }
    if (name.equals("migrate")) {
      assertThat(settings.verified(KafkaUsers.passwords(settings))).hasSize(6);
    }
  }

  /** Of its first container, with the mounted secrets in a folder of the test. */
  private Map<String, String> environment(JsonNode workload) throws IOException {
    JsonNode pod = workload.path("spec").path("template").path("spec");
    for (JsonNode volume : pod.path("volumes")) {
      for (JsonNode item : volume.path("secret").path("items")) {
        Files.writeString(secrets.resolve(item.path("path").asText()), "secret");
        ModelKeyFiles.make(secrets);
      }
    }
    Map<String, String> environment = new HashMap<>();
    rendered.stream()
        .filter(found -> found.path("kind").asText().equals("ConfigMap"))
        .forEach(map -> put(map.path("data"), environment));
    for (JsonNode variable : pod.path("containers").path(0).path("env")) {
      environment.put(variable.path("name").asText(), variable.path("value").asText());
    }
    environment.replaceAll((name, text) -> text.replace("/run/secrets", secrets.toString()));
    return environment;
  }

  private static void put(JsonNode data, Map<String, String> environment) {
    data.properties().forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
  }

  @Test
  void theAutoscalerLogsInAsTheMonitor() {
    JsonNode trigger = only("ScaledObject", "inference-worker").at("/spec/triggers/0");
    String authentication = trigger.at("/authenticationRef/name").asText();

    assertThat(trigger.at("/metadata/sasl").asText()).isEqualTo("scram_sha512");
    assertThat(trigger.at("/metadata/tls").asText()).isEqualTo("enable");
    assertThat(only("TriggerAuthentication", authentication).at("/spec/secretTargetRef"))
        .hasSize(3)
        .anySatisfy(
            reference -> {
              assertThat(reference.path("parameter").asText()).isEqualTo("username");
              assertThat(
                      only("Secret", reference.path("name").asText()).at("/data/username").asText())
                  .isEqualTo("dGhvcmFmbG93LW1vbml0b3I="); // thoraflow-monitor
            });
  }

  /** Pods reach Kafka where the secured listener is, and nowhere else. */
  @Test
  void theWayToKafkaIsOpen() {
    assertThat(only("NetworkPolicy", "to-kafka").at("/spec/egress/0/ports/0/port").asInt())
        .isEqualTo(9093);
  }

  private static JsonNode only(String kind, String name) {
    List<JsonNode> found =
        rendered.stream()
            .filter(document -> document.path("kind").asText().equals(kind))
            .filter(document -> document.at("/metadata/name").asText().equals(name))
            .toList();
    assertThat(found).as(kind + " " + name).hasSize(1);
    return found.get(0);
  }
}
