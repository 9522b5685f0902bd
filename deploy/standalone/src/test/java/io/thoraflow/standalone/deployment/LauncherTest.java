package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a checkout whose path is unusual. Maven and Java are stand-ins that leave what
 * the launcher looks for; all else is the launcher itself.
 */
class LauncherTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      mkdir -p deploy/standalone/target/thoraflow/lib
      touch deploy/standalone/target/thoraflow/lib/library.jar
      touch deploy/standalone/target/thoraflow-standalone-0.1.0-SNAPSHOT.jar
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
      for argument; do printf '<%s>' "$argument"; done
      printf ' umask %s' "$(umask)"
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thoraflow 2",
        " thoraflow",
        "thoraflow\n",
        "thoraflow\n2",
        "thoraflow\t2",
        "thoraflow*",
        "-rf thoraflow",
        "thoraflow'\"$(touch made)\\"
      })
  void onlyItsOwnOldBuildsAreDeleted(String name) throws Exception {
    // Given
    Path checkout = checkout(name);
    List<Path> neighbours =
        List.of(kept(folder.resolve("thoraflow")), kept(folder.resolve("2")), kept(checkout));
    Path releases = checkout.resolve("target/thoraflow");
    for (String old : List.of("1", "2", "3 " + name.strip(), "4\n2", "5")) {
      Files.createDirectories(releases.resolve("release-2020" + old));
    }

    // When
    String output = launch(checkout);

    // Then
    assertThat(neighbours).allSatisfy(file -> assertThat(file).hasContent("kept"));
    try (Stream<Path> paths = Files.list(releases)) {
      assertThat(
              paths
                  .map(path -> path.getFileName().toString())
                  .filter(path -> path.startsWith("release-2020")))
          .containsExactlyInAnyOrder("release-20204\n2", "release-20205");
    }
    assertThat(Files.list(releases.resolve("current")).map(jar -> jar.getFileName().toString()))
        .contains("library.jar", "thoraflow-standalone-0.1.0-SNAPSHOT.jar");
    assertThat(output).contains("<-Dthoraflow.home=" + checkout + ">");
    assertThat(folder.resolve("made")).doesNotExist();
    assertThat(checkout.resolve("made")).doesNotExist();
  }

  @Test
  void theReleaseInUseStaysWhenTheClockWasSetBack() throws Exception {
    Path checkout = checkout("thoraflow");
    Path releases = checkout.resolve("target/thoraflow");
    for (String later : List.of("1", "2", "3")) {
      Files.createDirectories(releases.resolve("release-9999" + later));
    }

    launch(checkout);

    assertThat(releases.resolve("current/library.jar")).exists();
  }

  @Test
  void aPathThatNoClassPathCanHoldIsRefused() throws Exception {
    assertThat(launch(checkout("thora:flow"))).contains("a folder whose path holds no colon");
  }

  @Test
  void whatItsCommandsWriteIsTheirUsersAlone() throws Exception {
    assertThat(launch(checkout("thoraflow"))).endsWith(" umask 0077");
  }

  @Test
  void anInstallationsCommandsLeaveTheUmaskButForAPipelineOfTheirOwn() throws Exception {
    Path installation = checkout("installed");
    Files.delete(installation.resolve("pom.xml"));
    Files.createDirectory(installation.resolve("app"));

    assertThat(launch(installation, "model", "list")).endsWith(" umask 0022");
    assertThat(launch(installation, "--verbose", "up")).endsWith(" umask 0077");
  }

  private Path checkout(String name) throws IOException {
    Path checkout = Files.createDirectories(folder.resolve(name));
    Files.copy(Checkout.path("thoraflow"), checkout.resolve("thoraflow"));
    for (String module : List.of("contract", "ingest", "inference-worker", "trainer", "deploy/x")) {
      Files.createDirectories(checkout.resolve(module));
    }
    Files.createFile(checkout.resolve("pom.xml"));
    Path programs = Files.createDirectories(folder.resolve("programs"));
    program(programs.resolve("mvn"), MAVEN);
    program(programs.resolve("java"), JAVA);
    program(programs.resolve("javac"), "#!/bin/sh\n");
    return checkout;
  }

  private static Path kept(Path folder) throws IOException {
    return Files.writeString(
        Files.createDirectories(folder.resolve("data")).resolve("kept"), "kept");
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String launch(Path checkout, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command(checkout, arguments))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().merge("PATH", folder.resolve("programs") + ":", (old, own) -> own + old);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static List<String> command(Path checkout, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "umask 0022; exec bash \"$@\"",
                "bash",
                checkout.resolve("thoraflow").toString()));
    command.addAll(arguments.length == 0 ? List.of("results") : List.of(arguments));
    return command;
  }
}
