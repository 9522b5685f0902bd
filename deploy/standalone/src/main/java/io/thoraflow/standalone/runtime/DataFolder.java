package io.thoraflow.standalone.runtime;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where everything of a pipeline on one machine is kept.
 *
 * @param root an absolute path
 */
public record DataFolder(Path root) {
  public DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * @param chosen null: as the environment says, else beside the command
   */
  public static DataFolder of(Path chosen, Map<String, String> environment) {
    if (chosen != null) {
      return new DataFolder(chosen);
    }
    String configured = environment.get("THORAFLOW_DATA");
    if (configured != null && !configured.isBlank()) {
      return new DataFolder(Path.of(configured));
    }
    return new DataFolder(Path.of(System.getProperty("thoraflow.home", ".")).resolve("data"));
  }

  /** Files to diagnose are dropped here. */
  public Path inbox() {
    return root.resolve("inbox");
  }

  /** Originals, by their SHA-256. */
  public Path archive() {
    return root.resolve("archive");
  }

  /** Files that cannot be diagnosed, each with the reason. */
  public Path rejected() {
    return root.resolve("rejected");
  }

  /** The model repository. */
  public Path models() {
    return root.resolve("models");
  }

  /** One folder for each training run. */
  public Path reports() {
    return root.resolve("reports");
  }

  /** Features that the trainer has computed. */
  public Path features() {
    return root.resolve("features");
  }

  /** A worker's own verified copies of models. */
  public Path modelCache(String worker) {
    return modelCaches().resolve(worker);
  }

  Path modelCaches() {
    return root.resolve("model-cache");
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path database() {
    return root.resolve("postgresql");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  Path run() {
    return root.resolve("run");
  }

  /** What a process writes to its log. */
  public Path log(String process) {
    return logs().resolve(process + ".log");
  }

  /** What else a process prints on standard error. */
  public Path errorOutput(String process) {
    return logs().resolve(process + ".err");
  }

  /** Who was led to which originals. */
  public Path accessLog() {
    return logs().resolve("access.jsonl");
  }

  public Path pid(String process) {
    return run().resolve(process + ".pid");
  }

  public Path monitoringPort(String process) {
    return run().resolve(process + ".port");
  }

  /** How many workers somebody wants; gone once {@code up} has read it. */
  public Path wantedWorkers() {
    return run().resolve("workers.wanted");
  }

  public Path runtime() {
    return root.resolve("runtime.json");
  }

  public Path lock() {
    return root.resolve("lock");
  }

  /** For its owner only. */
  public Path secrets() {
    return root.resolve("secrets");
  }

  public Path pseudonymSecret() {
    return secrets().resolve("pseudonym.secret");
  }

  /** Signs model versions; for whoever publishes. */
  public Path signingKey() {
    return secrets().resolve("model-signing.key");
  }

  /** A folder of public keys, or a file with several: whose versions workers use. */
  public Path trustedKeys() {
    return secrets().resolve("model-trusted-keys");
  }

  public Path password(Role role) {
    return secrets().resolve(role.name().toLowerCase(Locale.ROOT) + ".password");
  }

  /** Of the embedded broker's own user, who is its administrator. */
  public Path brokerPassword() {
    return secrets().resolve("kafka-broker.password");
  }

  /** Of that role's default user, where Kafka asks for passwords. */
  public Path password(KafkaRole role) {
    return secrets().resolve("kafka-%s.password".formatted(role.name().toLowerCase(Locale.ROOT)));
  }
}
