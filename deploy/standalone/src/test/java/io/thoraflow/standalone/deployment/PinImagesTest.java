package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/docker/pin-images.sh} with a stand-in for the engine. */
class PinImagesTest {
  /** Its digests are hashes of the images' names. */
  private static final String ENGINE =
      """
      #!/bin/sh
      case "$1" in
        version) ;;
        buildx) printf 'sha256:%s' "$(printf %s "$6" | sha256sum | cut -c1-64)" ;;
        *) exit 1 ;;
      esac
      """;

  @TempDir Path folder;

  @BeforeEach
  void copyTheFiles() throws IOException {
    for (String path : paths()) {
      Path copy = folder.resolve("a checkout").resolve(path);
      Files.createDirectories(copy.getParent());
      Files.copy(Checkout.path(path), copy);
    }
    Files.copy(
        Checkout.path("deploy/docker/pin-images.sh"),
        folder.resolve("a checkout/deploy/docker/pin-images.sh"));
  }

  private static List<String> paths() {
    List<String> paths = new ArrayList<>(Checkout.dockerfiles());
    paths.add("docker-compose.yml");
    return paths;
  }

  @Test
  void everyImageOfOthersGetsItsDigest() throws Exception {
    Map<String, String> before = texts();
    engine(ENGINE);

    assertThat(run("--check")).startsWith("1 pin-images.sh: not pinned: apache/kafka:");
    assertThat(run()).startsWith("0 ").contains("postgres:").doesNotContain("thoraflow/");
    Map<String, String> pinned = texts();

    assertThat(run("--check")).isEqualTo("0 every image is pinned\n");
    assertThat(run()).startsWith("0 ");
    assertThat(texts()).isEqualTo(pinned);
    pinned.replaceAll((path, text) -> text.replaceAll("@sha256:[0-9a-f]{64}", ""));
    assertThat(pinned).isEqualTo(before);
  }

  @Test
  void withoutAnEngineNothingChangesAndASentenceSaysSo() throws Exception {
    Map<String, String> before = texts();
    engine("#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n");

    assertThat(run())
        .isEqualTo(
            "1 pin-images.sh: no container engine answers (docker or podman), so no digest can be"
                + " found; nothing was changed\n");
    assertThat(texts()).isEqualTo(before);
  }

  @Test
  void whatNoRegistryKnowsChangesNothing() throws Exception {
    Map<String, String> before = texts();
    engine(ENGINE.replace("buildx)", "buildx) case \"$6\" in *postgres*) exit 1 ;; esac;"));

    assertThat(run()).startsWith("1 ").contains("postgres:").contains("nothing was changed");
    assertThat(texts()).isEqualTo(before);
  }

  private Map<String, String> texts() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (String path : paths()) {
      texts.put(path, Files.readString(folder.resolve("a checkout").resolve(path)));
    }
    return texts;
  }

  private void engine(String text) throws IOException {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    for (String name : List.of("docker", "podman")) {
      Path program = Files.writeString(programs.resolve(name), text);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** The exit status, then what it printed. */
  private String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("bash");
    command.add(folder.resolve("a checkout/deploy/docker/pin-images.sh").toString());
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().merge("PATH", folder.resolve("programs") + ":", (old, own) -> own + old);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output;
  }
}
