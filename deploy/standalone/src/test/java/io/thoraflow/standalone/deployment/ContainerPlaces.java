package io.thoraflow.standalone.deployment;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where the folders and addresses that containers see are, when no container runs. */
final class ContainerPlaces {
  private final Path root;
  private final int kafkaPort = freePort();
  private final int controllerPort = freePort();
  private final IntSupplier databasePort;

  /**
   * @param databasePort 0 while it is down
   */
  ContainerPlaces(Path root, IntSupplier databasePort) {
    this.root = root;
    this.databasePort = databasePort;
  }

  int kafkaPort() {
    return kafkaPort;
  }

  Path secrets() {
    return root.resolve("secrets");
  }

  /** What a container sees, where it is here; in one pass, as what is put in may look alike. */
  String here(String text) {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("/run/secrets", secrets().toString());
    places.put("/etc/thoraflow", Checkout.path("deploy").toString());
    places.put("/var/run/postgresql", root.resolve("postgresql-run").toString());
    places.put("/var/lib/kafka", root.resolve("kafka").toString());
    places.put("/var/cache/thoraflow", root.resolve("cache").toString());
    places.put("/opt/kafka", root.resolve("opt").toString());
    places.put("/etc/kafka/docker/run", root.resolve("opt/run").toString());
    places.put("/data", root.resolve("data").toString());
    places.put("/tmp", root.resolve("tmp").toString());
    places.put("kafka:9092", "localhost:" + kafkaPort);
    places.put(":9092", ":" + kafkaPort);
    places.put(":9093", ":" + controllerPort);
    places.put("postgres:5432", "localhost:" + databasePort.getAsInt());
    String folders =
        places.keySet().stream()
            .filter(place -> place.startsWith("/"))
            .map(Pattern::quote)
            .collect(Collectors.joining("|", "(?<![\\w/.])(?:", ")(?!\\w)"));
    return Pattern.compile(folders + "|(?:kafka)?:9092|:9093|postgres:5432")
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(places.get(found.group())));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
