package io.thoraflow.standalone.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service of {@code docker-compose.yml} without an engine: the image's files as root file system
 * in a mount namespace, read-only but for what the service mounts, the base image's part being this
 * machine's own {@code /usr}; the image's command line as the service's user without capabilities.
 * The network and memory are this machine's.
 */
final class Container implements AutoCloseable {
  private static final List<String> BASE = List.of("usr", "bin", "sbin", "lib", "lib64", "etc");

  private final ComposeFile.Service service;
  private final Path root;
  private final Path volumes;
  private final Path output;
  private final Map<String, String> environment;
  private Process process;

  private Container(
      ComposeFile.Service service, Path work, Path volumes, Map<String, String> settings) {
    this.service = service;
    this.root = work.resolve("root");
    this.volumes = volumes;
    this.output = work.resolve("output.log");
    this.environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.putAll(service.dockerfile().last().environment());
    environment.putAll(service.environment());
    environment.putAll(settings);
  }

  /**
   * @param work takes its root file system and its output
   * @param volumes holds the volumes of all services, by name
   * @param secrets holds the files of all secrets
   * @param settings over those of the image and of the service
   */
  static Container create(
      ComposeFile.Service service,
      Path work,
      Path volumes,
      Path secrets,
      Map<String, String> settings)
      throws IOException {
    Container container = new Container(service, work, volumes, settings);
    Files.createDirectories(container.root);
    ImageRoot.assemble(service.dockerfile(), container.root);
    for (ComposeFile.SecretFile secret : service.secretFiles()) {
      Path target = container.inside(secret.target());
      Files.createDirectories(target.getParent());
      Files.copy(secrets.resolve(secret.secret()), target);
    }
    return container;
  }

  /** Whether this machine lets a test make such root file systems. */
  static boolean isPossible() {
    try {
      return System.getProperty("user.name").equals("root")
          && new ProcessBuilder("unshare", "--mount", "mount", "--make-rprivate", "/")
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Container start(String... command) throws IOException {
    List<String> line =
        new ArrayList<>(Dockerfile.execForm(service.dockerfile().last().only("ENTRYPOINT")));
    line.addAll(command.length > 0 ? Arrays.asList(command) : command());
    process = run(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return this;
  }

  private List<String> command() {
    List<String> composed = service.texts("command");
    if (!composed.isEmpty()) {
      return composed;
    }
    List<String> image = service.dockerfile().last().all("CMD");
    return image.isEmpty() ? List.of() : Dockerfile.execForm(image.get(0));
  }

  /** What the image's HEALTHCHECK says now. */
  boolean isHealthy() throws IOException, InterruptedException {
    String check = service.dockerfile().last().only("HEALTHCHECK");
    List<String> line = Dockerfile.execForm(check.substring(check.indexOf("CMD ") + 4));
    return run(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private ProcessBuilder run(List<String> line) throws IOException {
    List<String> script = new ArrayList<>();
    script.add("set -e");
    script.add("mount --make-rprivate /");
    script.add("mount --bind %1$s %1$s".formatted(root));
    for (String name : BASE) {
      mountBase(name, script);
    }
    script.add("mkdir -p %1$s/proc %1$s/dev".formatted(root));
    script.add("mount --rbind /proc %s/proc".formatted(root));
    script.add("mount --rbind /dev %s/dev".formatted(root));
    for (ComposeFile.Mount mount : service.mounts()) {
      mountVolume(mount, script);
    }
    for (String tmpfs : service.texts("tmpfs")) {
      mountTmpfs(tmpfs, script);
    }
    script.add("mount -o remount,bind,ro %s".formatted(root));
    script.add(
        "exec chroot %s setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs"
                .formatted(root)
            + " --inh-caps=-all --bounding-set=-all env -i \"$@\"");
    List<String> arguments =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", String.join("\n", script), "sh"));
    environment.forEach((name, value) -> arguments.add(name + "=" + value));
    arguments.addAll(line);
    return new ProcessBuilder(arguments);
  }

  private void mountBase(String name, List<String> script) throws IOException {
    Path own = Path.of("/").resolve(name);
    Path target = root.resolve(name);
    if (Files.isSymbolicLink(own)) {
      if (!Files.isSymbolicLink(target)) {
        Files.createSymbolicLink(target, Files.readSymbolicLink(own));
      }
    } else if (Files.isDirectory(own)) {
      Files.createDirectories(target);
      script.add("mount --bind %s %s".formatted(own, target));
      script.add("mount -o remount,bind,ro %s".formatted(target));
    }
  }

  /** A volume without a name is this service's own; all belong to the images' user. */
  private void mountVolume(ComposeFile.Mount mount, List<String> script) throws IOException {
    Path volume =
        volumes.resolve(mount.source().isEmpty() ? service.name() + "-own" : mount.source());
    Files.createDirectories(volume);
    Files.createDirectories(inside(mount.target()));
    script.add("chown -R 10001:10001 " + volume);
    script.add("mount --bind %s %s".formatted(volume, inside(mount.target())));
    if (mount.readOnly()) {
      script.add("mount -o remount,bind,ro " + inside(mount.target()));
    }
  }

  /** Docker adds noexec unless told otherwise. */
  private void mountTmpfs(String text, List<String> script) throws IOException {
    String[] parts = text.split(":", 2);
    Files.createDirectories(inside(parts[0]));
    script.add(
        "mount -t tmpfs -o nosuid,nodev,noexec,%s tmpfs %s".formatted(parts[1], inside(parts[0])));
  }

  private Path inside(String path) {
    return root.resolve(path.substring(1));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("%s still runs: %s".formatted(service.name(), output()));
    }
    return process.exitValue();
  }

  /** SIGTERM, as {@code docker stop}. */
  int stop(Duration patience) throws InterruptedException {
    process.destroy();
    return awaitEnd(patience);
  }

  /** All that it printed. */
  String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
