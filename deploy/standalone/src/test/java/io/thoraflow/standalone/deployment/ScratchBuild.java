package io.thoraflow.standalone.deployment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A build of Maven's in a folder of its own, of projects that inherit from the root pom.
 *
 * <p>What they depend on are modules of the same build, with nothing but a name and a version: so
 * Maven finds it without a network, and keeps nothing of it.
 */
final class ScratchBuild {
  private final Path folder;
  private final List<String> modules = new ArrayList<>();

  ScratchBuild(Path folder) throws IOException {
    this.folder = folder.toRealPath();
  }

  /** What a project depends on. */
  record Dependency(String artifact, String version, String scope) {
    private String xml() {
      return "<dependency>%s<scope>%s</scope></dependency>"
          .formatted(coordinates(artifact, version), scope);
    }
  }

  /** A project without a parent. */
  void artifact(String artifact, String version, Dependency... dependencies) throws IOException {
    module(coordinates(artifact, version), dependencies);
  }

  /** A project that inherits from the root pom. */
  void project(String name, Dependency... dependencies) throws IOException {
    Path parent = folder.resolve(name).relativize(Checkout.ROOT.toRealPath().resolve("pom.xml"));
    module(
        """
        <parent>
          <groupId>io.thoraflow</groupId>
          <artifactId>thoraflow</artifactId>
          <version>0.1.0-SNAPSHOT</version>
          <relativePath>%s</relativePath>
        </parent>
        <artifactId>%s</artifactId>"""
            .formatted(parent, name),
        dependencies);
  }

  private void module(String identity, Dependency... dependencies) throws IOException {
    String name = "module-" + modules.size();
    StringBuilder all = new StringBuilder();
    for (Dependency dependency : dependencies) {
      all.append(dependency.xml());
    }
    write(name, identity + "<dependencies>" + all + "</dependencies>");
    modules.add("<module>" + name + "</module>");
  }

  /**
   * @return what Maven prints
   */
  String validate() throws IOException, InterruptedException {
    write(
        "",
        coordinates("scratch:scratch", "1")
            + "<packaging>pom</packaging><modules>"
            + String.join("", modules)
            + "</modules>");
    Process maven =
        new ProcessBuilder(command()).directory(folder.toFile()).redirectErrorStream(true).start();
    String printed = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    maven.waitFor();
    return printed;
  }

  /** The Maven that runs this test, and its repository. */
  private static List<String> command() {
    String program =
        Optional.ofNullable(System.getProperty("maven.home"))
            .map(home -> home + "/bin/mvn")
            .orElse("mvn");
    List<String> command = new ArrayList<>(List.of(program, "-o", "-B", "-fae", "validate"));
    Optional.ofNullable(System.getProperty("localRepository"))
        .ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
    return command;
  }

  private static String coordinates(String artifact, String version) {
    String[] parts = artifact.split(":");
    return "<groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>"
        .formatted(parts[0], parts[1], version);
  }

  private void write(String module, String content) throws IOException {
    Path project = Files.createDirectories(folder.resolve(module));
    Files.writeString(
        project.resolve("pom.xml"),
        "<project><modelVersion>4.0.0</modelVersion>%s</project>".formatted(content));
  }
}
