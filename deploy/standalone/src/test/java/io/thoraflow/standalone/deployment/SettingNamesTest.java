package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A setting whose name is misspelled is a setting that nobody reads: every name that an image, a
 * service, a manifest or a unit sets must stand in the code.
 */
class SettingNamesTest {
  private static final Pattern LITERAL = Pattern.compile("\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"");
  private static final Pattern LAUNCHER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)[:}]");
  private static final Pattern UNIT = Pattern.compile("(?m)^Environment=([A-Z0-9_]+)=");
  private static final Pattern LINE = Pattern.compile("(?m)^([A-Z][A-Z0-9_]+)=");
  private static final Pattern MANIFEST = Pattern.compile("\\{name: ([A-Z][A-Z0-9_]+), value");

  /** Names that the code puts together. */
  private static final Pattern COMPOSED =
      Pattern.compile(
          "DATABASE_(OWNER|WORKER|TRAINER|READER|DASHBOARD)_PASSWORD"
              + "|KAFKA_(INGEST|WORKER|TRAINER|OPERATOR|AUDITOR|MONITOR)_PASSWORD"
              + "|KAFKA_SSL_TRUSTSTORE_(TYPE|LOCATION)");

  @Test
  void everySettingIsReadSomewhere() {
    Set<String> read = read();

    assertThat(read).contains("WORKER_BATCH_SIZE", "DATABASE_URL", "DICOM_SITE", "THORAFLOW_DATA");
    set()
        .forEach(
            (place, names) ->
                assertThat(names)
                    .as(place)
                    .allSatisfy(name -> assertThat(isRead(name, read)).as(name).isTrue()));
  }

  /** The test of the test. */
  @Test
  void aMisspelledNameIsFound() {
    assertThat(isRead("WORKER_BATCHSIZE", read())).isFalse();
    assertThat(isRead("DATABASE_WORKERS_PASSWORD_FILE", read())).isFalse();
    assertThat(isRead("DATABASE_WORKER_PASSWORD_FILE", read())).isTrue();
  }

  private static boolean isRead(String name, Set<String> read) {
    String base = name.replaceFirst("_FILE$", "");
    return read.contains(name) || read.contains(base) || COMPOSED.matcher(base).matches();
  }

  private static Set<String> read() {
    Set<String> names = new TreeSet<>();
    for (String module :
        List.of("contract", "ingest", "inference-worker", "trainer", "deploy/standalone")) {
      for (String file : Checkout.files(module + "/src/main", path -> path.endsWith(".java"))) {
        names.addAll(found(LITERAL, Checkout.text(file)));
      }
    }
    names.addAll(found(LAUNCHER, Checkout.text("thoraflow")));
    names.addAll(found(LAUNCHER, Checkout.text("deploy/docker/dicom-receiver.sh")));
    names.add("LOG_LEVEL"); // logback.xml
    return names;
  }

  private static TreeMap<String, List<String>> set() {
    TreeMap<String, List<String>> names = new TreeMap<>();
    for (String path : Checkout.dockerfiles()) {
      names.put(path, new ArrayList<>(Dockerfile.read(path).last().environment().keySet()));
    }
    ComposeFile.readSecured().services().stream()
        .filter(ComposeFile.Service::isOurs)
        .forEach(
            service ->
                names.put(
                    "docker-compose.secure.yml, " + service.name(),
                    new ArrayList<>(service.environment().keySet())));
    for (String path : Checkout.files("deploy/kubernetes", path -> path.endsWith(".yaml"))) {
      names.put(path, found(MANIFEST, Checkout.text(path)));
    }
    for (String path :
        Checkout.files("deploy", path -> path.endsWith(".env") && !path.contains("/target/"))) {
      names.put(path, found(LINE, Checkout.text(path)));
    }
    for (String path : Checkout.files("deploy/systemd", path -> path.endsWith(".service"))) {
      names.put(path, found(UNIT, Checkout.text(path)));
    }
    assertThat(names).hasSizeGreaterThan(20);
    return names;
  }

  private static List<String> found(Pattern pattern, String text) {
    List<String> names = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
