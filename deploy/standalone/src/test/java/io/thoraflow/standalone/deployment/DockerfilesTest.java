package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every image; {@link ImagesTest} runs them. */
class DockerfilesTest {
  static List<Dockerfile> images() {
    return Checkout.dockerfiles().stream().map(Dockerfile::read).toList();
  }

  @ParameterizedTest
  @MethodSource("images")
  void everyBaseImageIsPinned(Dockerfile image) {
    for (Dockerfile.Stage stage : image.stages()) {
      assertThat(image.image(stage))
          .matches("[a-z/]+:[0-9][A-Za-z0-9._-]*[0-9][A-Za-z0-9._-]*(@sha256:[0-9a-f]{64})?");
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void itRunsAsNobodyInParticularWithAJreAlone(Dockerfile image) {
    assertThat(image.last().only("USER")).isEqualTo("10001:10001");
    assertThat(String.join("\n", image.last().all("RUN")))
        .doesNotContain("jdk-headless", "maven")
        .contains("--no-install-recommends", "rm -rf /var/lib/apt/lists/*");
    assertThat(image.last().only("LABEL"))
        .contains(
            "org.opencontainers.image.title",
            "org.opencontainers.image.description",
            "org.opencontainers.image.version",
            "org.opencontainers.image.revision");
  }

  @ParameterizedTest
  @MethodSource("images")
  void whatChangesOftenComesLast(Dockerfile image) {
    List<String> order =
        image.last().copies().stream()
            .map(Dockerfile.Copy::to)
            .filter(to -> to.matches("/opt/thoraflow/(tensorflow|lib|app)/"))
            .toList();

    assertThat(order)
        .isSubsetOf("/opt/thoraflow/tensorflow/", "/opt/thoraflow/lib/", "/opt/thoraflow/app/");
    assertThat(order)
        .isSortedAccordingTo(
            (one, other) ->
                List.of("/opt/thoraflow/tensorflow/", "/opt/thoraflow/lib/", "/opt/thoraflow/app/")
                        .indexOf(one)
                    - List.of(
                            "/opt/thoraflow/tensorflow/",
                            "/opt/thoraflow/lib/",
                            "/opt/thoraflow/app/")
                        .indexOf(other));
  }

  @Test
  void allImagesAreBuiltByTheSameStages() {
    for (String name : List.of("build", "natives")) {
      Set<Dockerfile.Stage> variants =
          images().stream()
              .flatMap(image -> image.stages().stream())
              .filter(stage -> stage.name().filter(name::equals).isPresent())
              .collect(Collectors.toSet());
      assertThat(variants).as("stage " + name).hasSize(1);
    }
  }

  @Test
  void theNativesAreThoseOfThePom() {
    Dockerfile.Stage natives =
        Dockerfile.read("deploy/docker/inference-worker.Dockerfile").stage("natives");
    String pom = Checkout.text("pom.xml");

    assertThat(pom)
        .contains(
            "<tensorflow.version>%s</tensorflow.version>"
                .formatted(natives.arguments().get("TENSORFLOW_VERSION")),
            "<tensorflow.native.classifier>%s</tensorflow.native.classifier>"
                .formatted(natives.arguments().get("TENSORFLOW_CLASSIFIER")));
  }

  @ParameterizedTest
  @MethodSource("images")
  void filesOfTheCheckoutThatItCopiesAreThere(Dockerfile image) {
    for (Dockerfile.Copy copy : image.last().copies()) {
      if (copy.stage().isEmpty()) {
        assertThat(Files.isExecutable(ImageRoot.source(copy))).as(copy.from()).isTrue();
      }
    }
  }

  @Test
  void neitherPatientsDataNorSecretsReachABuild() {
    assertThat(Checkout.text(".dockerignore").lines())
        .contains("data", "secrets", ".env", ".git", "**/target");
  }
}
