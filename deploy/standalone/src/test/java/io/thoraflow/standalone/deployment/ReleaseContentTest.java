package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.worker.model.StubClassifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No release has the stub, which makes diagnoses up. */
class ReleaseContentTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);
  private static final List<String> MODULES =
      List.of(
          "contract",
          "ingest",
          "inference-worker",
          "trainer",
          "deploy/embedded",
          "deploy/phantom",
          "deploy/standalone");

  @Test
  void theStubIsInATestJarAlone() throws IOException {
    assertThat(StubClassifiers.find()).as("tests have it").isPresent();
    for (String module : MODULES) {
      try (Stream<Path> classes = Files.walk(Checkout.path(module + "/target/classes"))) {
        assertThat(classes.map(Path::toString))
            .noneMatch(name -> name.contains("worker/stub"))
            .noneMatch(
                name -> name.endsWith("META-INF/services/" + StubClassifiers.class.getName()));
      }
    }
  }

  /** The layouts and the SBOM take what the scope runtime has. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "contract",
        "ingest",
        "inference-worker",
        "trainer",
        "deploy/embedded",
        "deploy/phantom",
        "deploy/standalone"
      })
  void testJarsAreForTests(String module) throws IOException {
    Matcher dependencies = DEPENDENCY.matcher(Checkout.text(module + "/pom.xml"));
    assertThat(dependencies.results().map(found -> found.group()))
        .filteredOn(dependency -> dependency.contains("<type>test-jar</type>"))
        .allMatch(dependency -> dependency.contains("<scope>test</scope>"));
    Path distribution = Checkout.path(module + "/target/distribution");
    if (Files.isDirectory(distribution)) {
      try (Stream<Path> files = Files.walk(distribution)) {
        assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith("-tests.jar"));
      }
    }
  }

  /** In a checkout the launcher hands it to measurements and rehearsals, and to nothing else. */
  @Test
  void noProcessOfAPipelineIsGivenIt() {
    assertThat(Checkout.text("thoraflow").lines())
        .filteredOn(line -> line.contains("/stub/*"))
        .singleElement()
        .asString()
        .contains("bench | chaos)");
  }
}
