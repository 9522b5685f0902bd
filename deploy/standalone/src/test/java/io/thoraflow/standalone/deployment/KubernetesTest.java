package io.thoraflow.standalone.deployment;

import static io.thoraflow.standalone.deployment.Checkout.assumeVisibly;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests as {@code kubectl} renders them. No cluster has seen them. */
class KubernetesTest {
  private static final Map<String, List<JsonNode>> rendered = new TreeMap<>();

  @BeforeAll
  static void render() throws Exception {
    assumeVisibly(isInstalled(), "kubectl is not installed");
    for (String overlay : List.of("cpu", "gpu", "cpu-secured", "gpu-secured")) {
      rendered.put(overlay, rendered(overlay));
    }
  }

  static List<JsonNode> rendered(String overlay) throws IOException, InterruptedException {
    Process kubectl =
        new ProcessBuilder("kubectl", "kustomize", "deploy/kubernetes/overlays/" + overlay)
            .directory(Checkout.ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).as(printed).isZero();
    return Yaml.all(printed);
  }

  static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("kubectl", "version", "--client")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "cpu-secured", "gpu-secured"})
  void everyPodIsConfined(String overlay) {
    for (JsonNode pod : pods(overlay)) {
      JsonNode security = pod.path("spec").path("securityContext");
      assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
      assertThat(security.path("runAsUser").asInt()).isEqualTo(10001);
      assertThat(security.path("seccompProfile").path("type").asText()).isEqualTo("RuntimeDefault");
      assertThat(pod.path("spec").path("automountServiceAccountToken").asBoolean(true)).isFalse();
      for (JsonNode container : pod.path("spec").path("containers")) {
        String name = container.path("name").asText();
        JsonNode confined = container.path("securityContext");
        assertThat(confined.path("readOnlyRootFilesystem").asBoolean()).as(name).isTrue();
        assertThat(confined.path("allowPrivilegeEscalation").asBoolean(true)).as(name).isFalse();
        assertThat(confined.path("capabilities").path("drop").path(0).asText()).isEqualTo("ALL");
        assertThat(container.path("resources").path("requests").path("memory").asText())
            .isNotEmpty();
        assertThat(container.path("resources").path("requests").path("cpu").asText()).isNotEmpty();
        assertThat(container.path("resources").path("limits").path("memory").asText()).isNotEmpty();
        assertThat(container.path("image").asText()).matches("thoraflow/[a-z-]+:[0-9.]+(-gpu)?");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "cpu-secured", "gpu-secured"})
  void probesAskWhatTheProcessesAnswer(String overlay) {
    for (String name : List.of("ingest", "inference-worker", "trainer")) {
      JsonNode container = container(overlay, name);
      String port =
          Dockerfile.read("deploy/docker/%s.Dockerfile".formatted(name))
              .last()
              .environment()
              .get("MONITORING_PORT");
      assertThat(container.path("ports").path(0).path("containerPort").asText()).isEqualTo(port);
      assertThat(probe(container, "startupProbe")).isEqualTo("/health/live");
      assertThat(probe(container, "livenessProbe")).isEqualTo("/health/live");
      assertThat(probe(container, "readinessProbe")).isEqualTo("/health/ready");
    }
  }

  private static String probe(JsonNode container, String probe) {
    JsonNode request = container.path(probe).path("httpGet");
    assertThat(request.path("port").asText()).isEqualTo("monitoring");
    return request.path("path").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "cpu-secured", "gpu-secured"})
  void everyNameLeadsSomewhere(String overlay) {
    Set<String> claims = names(overlay, "PersistentVolumeClaim");
    Set<String> maps = names(overlay, "ConfigMap");
    String secrets = Checkout.text("deploy/kubernetes/README.md");
    for (JsonNode pod : pods(overlay)) {
      Set<String> volumes = new LinkedHashSet<>();
      for (JsonNode volume : pod.path("spec").path("volumes")) {
        volumes.add(volume.path("name").asText());
        JsonNode claim = volume.path("persistentVolumeClaim");
        if (!claim.isMissingNode()) {
          assertThat(claims).contains(claim.path("claimName").asText());
        }
        for (JsonNode item : volume.path("secret").path("items")) {
          assertThat(secrets).contains("`%s`".formatted(item.path("key").asText()));
        }
      }
      for (JsonNode container : pod.path("spec").path("containers")) {
        for (JsonNode mount : container.path("volumeMounts")) {
          assertThat(volumes).contains(mount.path("name").asText());
        }
        for (JsonNode source : container.path("envFrom")) {
          assertThat(maps).contains(source.path("configMapRef").path("name").asText());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "cpu-secured", "gpu-secured"})
  void theAutoscalerStaysBetweenOneAndTheNumberOfPartitions(String overlay) {
    JsonNode scaled = only(overlay, "ScaledObject").path("spec");
    JsonNode trigger = scaled.path("triggers").path(0).path("metadata");
    JsonNode settings = only(overlay, "ConfigMap").path("data");

    assertThat(scaled.path("minReplicaCount").asInt()).isGreaterThanOrEqualTo(1);
    assertThat(scaled.path("maxReplicaCount").asInt())
        .isLessThanOrEqualTo(settings.path("KAFKA_PARTITIONS").asInt());
    assertThat(trigger.path("topic").asText()).isEqualTo("xray.received");
    assertThat(trigger.path("excludePersistentLag").asText()).isEqualTo("true");
    assertThat(trigger.path("consumerGroup")).isEqualTo(settings.path("KAFKA_CONSUMER_GROUP"));
    assertThat(trigger.path("bootstrapServers"))
        .isEqualTo(settings.path("KAFKA_BOOTSTRAP_SERVERS"));
    assertThat(deployment(overlay, "inference-worker").path("spec").has("replicas")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "cpu-secured", "gpu-secured"})
  void aWorkerHasLongerToStopThanItTakes(String overlay) {
    assertThat(
            deployment(overlay, "inference-worker")
                .path("spec")
                .path("template")
                .path("spec")
                .path("terminationGracePeriodSeconds")
                .asInt())
        .isGreaterThan(10);
    assertThat(only(overlay, "PodDisruptionBudget").path("spec").path("selector"))
        .isEqualTo(deployment(overlay, "inference-worker").path("spec").path("selector"));
  }

  @Test
  void onlyTheGpuOverlayAsksForAGpu() {
    assertThat(
            container("gpu", "inference-worker")
                .path("resources")
                .path("limits")
                .path("nvidia.com/gpu")
                .asText())
        .isEqualTo("1");
    assertThat(container("gpu", "inference-worker").path("image").asText()).endsWith("-gpu");
    assertThat(
            container("cpu", "inference-worker")
                .path("resources")
                .path("limits")
                .has("nvidia.com/gpu"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "cpu-secured", "gpu-secured"})
  void workersHaveThePublicKeysAndOnlyTheTrainerTheOther(String overlay) {
    String worker = deployment(overlay, "inference-worker").toString();
    assertThat(worker)
        .contains("MODEL_TRUSTED_KEYS", "model_trusted_keys")
        .doesNotContain("model_signing_key", "pseudonym_secret", "\"archive\"", "\"inbox\"");
    assertThat(deployment(overlay, "trainer").toString()).contains("model_signing_key");
    assertThat(deployment(overlay, "ingest").toString()).doesNotContain("model_signing_key");
  }

  /** Not a part of any overlay, as it runs once for each import. */
  @Test
  void theImporterSeesNoXrayAndHasNoKeyToSignWith() {
    String text = Checkout.text("deploy/kubernetes/importer.yaml");
    JsonNode job = Yaml.all(text).get(0);
    JsonNode pod = job.at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");

    assertThat(text).doesNotContain("model_signing_key", "pseudonym_secret", "archive", "inbox");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
    for (String policy : List.of("to-kafka", "to-postgres")) {
      assertThat(
              kind("cpu", "NetworkPolicy").stream()
                  .filter(found -> found.at("/metadata/name").asText().equals(policy))
                  .map(JsonNode::toString))
          .singleElement()
          .asString()
          .contains(job.at("/spec/template/metadata/labels/app.kubernetes.io~1name").asText());
    }
  }

  @Test
  void whatNoPolicyOpensIsClosed() {
    List<JsonNode> policies = kind("cpu", "NetworkPolicy");
    JsonNode closed =
        policies.stream()
            .filter(policy -> policy.path("metadata").path("name").asText().equals("default-deny"))
            .findFirst()
            .orElseThrow();

    assertThat(closed.path("spec").path("podSelector")).isEmpty();
    assertThat(closed.path("spec").path("policyTypes")).hasSize(2);
    JsonNode database =
        policies.stream()
            .filter(policy -> policy.path("metadata").path("name").asText().equals("to-postgres"))
            .findFirst()
            .orElseThrow();
    assertThat(database.toString()).doesNotContain("ingest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "cpu-secured", "gpu-secured"})
  void noPolicyLetsEverybodyIn(String overlay) {
    for (JsonNode policy : kind(overlay, "NetworkPolicy")) {
      for (JsonNode rule : policy.path("spec").path("ingress")) {
        assertThat(rule.path("from")).as(policy.toString()).isNotEmpty();
        for (JsonNode peer : rule.path("from")) {
          assertThat(peer.at("/ipBlock/cidr").asText("192.0.2.1/32"))
              .as(policy.toString())
              .doesNotEndWith("/0");
          assertThat(peer.at("/namespaceSelector/matchLabels").size() + peer.path("ipBlock").size())
              .as(policy.toString())
              .isEqualTo(1);
        }
      }
    }
  }

  private static List<JsonNode> kind(String overlay, String kind) {
    return rendered.get(overlay).stream()
        .filter(document -> document.path("kind").asText().equals(kind))
        .toList();
  }

  private static JsonNode only(String overlay, String kind) {
    assertThat(kind(overlay, kind)).hasSize(1);
    return kind(overlay, kind).get(0);
  }

  private static Set<String> names(String overlay, String kind) {
    Set<String> names = new LinkedHashSet<>();
    kind(overlay, kind).forEach(found -> names.add(found.path("metadata").path("name").asText()));
    return names;
  }

  private static List<JsonNode> pods(String overlay) {
    List<JsonNode> pods = new ArrayList<>();
    for (String kind : List.of("Deployment", "Job")) {
      kind(overlay, kind).forEach(found -> pods.add(found.path("spec").path("template")));
    }
    assertThat(pods).hasSize(4);
    return pods;
  }

  private static JsonNode deployment(String overlay, String name) {
    return kind(overlay, "Deployment").stream()
        .filter(found -> found.path("metadata").path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode container(String overlay, String name) {
    for (JsonNode container :
        deployment(overlay, name).path("spec").path("template").path("spec").path("containers")) {
      if (container.path("name").asText().equals(name)) {
        return container;
      }
    }
    throw new IllegalArgumentException("no container " + name);
  }
}
