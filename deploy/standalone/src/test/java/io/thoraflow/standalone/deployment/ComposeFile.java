package io.thoraflow.standalone.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docker-compose.yml}, and what may be laid over it, with the values of {@code
 * .env.example}.
 */
final class ComposeFile {
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)(?::-([^}]*))?}");

  private final JsonNode root;

  private ComposeFile(JsonNode root) {
    this.root = root;
  }

  static ComposeFile read() {
    return new ComposeFile(one("docker-compose.yml"));
  }

  /** With {@code docker-compose.secure.yml} over it. */
  static ComposeFile readSecured() {
    return new ComposeFile(
        ComposeOverlay.over(one("docker-compose.yml"), one("docker-compose.secure.yml")));
  }

  private static JsonNode one(String file) {
    return Yaml.one(resolved(Checkout.text(file), example()));
  }

  /** Variables of {@code .env.example}. */
  static Map<String, String> example() {
    Map<String, String> values = new LinkedHashMap<>();
    Checkout.text(".env.example")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
                throw new IllegalStateException(line + " stands twice");
              }
            });
    return values;
  }

  /** Variables that the file takes from its environment, with their defaults. */
  static Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    Matcher matcher = VARIABLE.matcher(Checkout.text("docker-compose.yml"));
    while (matcher.find()) {
      String before = variables.put(matcher.group(1), matcher.group(2));
      if (before != null && !before.equals(matcher.group(2))) {
        throw new IllegalStateException(matcher.group(1) + " has two defaults");
      }
    }
    return variables;
  }

  private static String resolved(String text, Map<String, String> values) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    values.getOrDefault(
                        match.group(1), match.group(2) == null ? "" : match.group(2))))
        .replace("$$", "$");
  }

  List<Service> services() {
    return Yaml.names(root.path("services")).stream().map(this::service).toList();
  }

  Service service(String name) {
    JsonNode service = root.path("services").path(name);
    if (service.isMissingNode()) {
      throw new IllegalArgumentException("no service " + name);
    }
    return new Service(this, name, service);
  }

  List<String> names(String section) {
    return Yaml.names(root.path(section));
  }

  JsonNode secret(String name) {
    return root.path("secrets").path(name);
  }

  boolean isInternal(String network) {
    return root.path("networks").path(network).path("internal").asBoolean();
  }

  /** A mounted volume. */
  record Mount(String source, String target, boolean readOnly) {}

  /** A secret as a file. */
  record SecretFile(String secret, String target) {}

  /** One service. */
  record Service(ComposeFile file, String name, JsonNode node) {
    @Override
    public String toString() {
      return name;
    }

    boolean isOurs() {
      return node.has("build");
    }

    Dockerfile dockerfile() {
      return Dockerfile.read(node.path("build").path("dockerfile").asText());
    }

    Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      node.path("environment")
          .properties()
          .forEach(property -> environment.put(property.getKey(), property.getValue().asText()));
      return environment;
    }

    List<String> texts(String key) {
      List<String> texts = new ArrayList<>();
      node.path(key).forEach(value -> texts.add(value.asText()));
      return texts;
    }

    List<String> networks() {
      return node.path("networks").isObject()
          ? Yaml.names(node.path("networks"))
          : texts("networks");
    }

    List<Mount> mounts() {
      return texts("volumes").stream()
          .map(
              text -> {
                String[] parts = text.split(":");
                return parts.length == 1
                    ? new Mount("", parts[0], false)
                    : new Mount(parts[0], parts[1], parts.length > 2 && parts[2].equals("ro"));
              })
          .toList();
    }

    List<SecretFile> secretFiles() {
      List<SecretFile> files = new ArrayList<>();
      node.path("secrets")
          .forEach(
              secret ->
                  files.add(
                      secret.isObject()
                          ? new SecretFile(
                              secret.path("source").asText(), secret.path("target").asText())
                          : new SecretFile(secret.asText(), "/run/secrets/" + secret.asText())));
      return files;
    }

    TreeSet<String> needs() {
      return new TreeSet<>(Yaml.names(node.path("depends_on")));
    }
  }
}
