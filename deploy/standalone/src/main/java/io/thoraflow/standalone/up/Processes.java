package io.thoraflow.standalone.up;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.BrokerUsers;
import io.thoraflow.embedded.RecordedPort;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.supervise.ProcessService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How ingest, the workers and the trainer are started: settings through the environment only, as in
 * containers.
 *
 * <p>None sees a secret that it does not need.
 */
final class Processes {
  static final String INGEST = "ingest";
  static final String TRAINER = "trainer";

  private static final String INGEST_MAIN = "io.thoraflow.ingest.IngestMain";
  private static final String WORKER_MAIN = "io.thoraflow.worker.WorkerMain";
  private static final String TRAINER_MAIN = "io.thoraflow.trainer.TrainerMain";
  private static final int INGEST_PORT = 29471;
  private static final int TRAINER_PORT = 29472;
  private static final int FIRST_WORKER_PORT = 29481;

  /** For reading radiographs of up to 100 million pixels. */
  private static final List<String> INGEST_OPTIONS =
      List.of("-Xmx1g", "-XX:+ExitOnOutOfMemoryError");

  /** The head trains on the heap: memory grows with the X-rays, and is given back after a run. */
  private static final List<String> TRAINER_OPTIONS =
      List.of("-XX:MaxRAMPercentage=50", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private final PipelineConfig config;
  private final DataFolder folder;
  private final Console console;

  Processes(PipelineConfig config, Console console) {
    this.config = config;
    this.folder = config.folder();
    this.console = console;
  }

  /** A process and where its health and metrics are; the port is the caller's to give back. */
  record Plan(ProcessService service, RecordedPort monitoringPort) {}

  static String worker(int number) {
    return RunningPipeline.WORKER + number;
  }

  Plan ingest(KafkaConnection kafka) throws IOException {
    RecordedPort port = RecordedPort.hold(folder.monitoringPort(INGEST), INGEST_PORT);
    Map<String, String> environment = common(kafka, KafkaRole.INGEST, port);
    environment.put("INGEST_INBOX", folder.inbox().toString());
    environment.put("INGEST_ARCHIVE", folder.archive().toString());
    environment.put("INGEST_REJECTED", folder.rejected().toString());
    if (!config.ownPseudonymSecret()) {
      environment.put("PSEUDONYM_SECRET_FILE", folder.pseudonymSecret().toString());
    }
    hide(environment, "DATABASE_PASSWORD");
    hide(environment, SigningKey.SETTING);
    return plan(INGEST, INGEST_MAIN, INGEST_OPTIONS, config.ingestOptions(), environment, port);
  }

  Plan worker(int number, KafkaConnection kafka, String databaseUrl) throws IOException {
    String name = worker(number);
    RecordedPort port =
        RecordedPort.hold(folder.monitoringPort(name), FIRST_WORKER_PORT + number - 1);
    Map<String, String> environment = common(kafka, KafkaRole.WORKER, port);
    environment.put("WORKER_NAME", name);
    environment.put("MODEL_REPOSITORY", folder.models().toString());
    environment.put("MODEL_CACHE", folder.modelCache(name).toString());
    environment.put("DATABASE_URL", databaseUrl);
    if (ownsRoles()) {
      hide(environment, "DATABASE_PASSWORD");
      environment.put("DATABASE_USER", Role.WORKER.user());
      environment.put("DATABASE_PASSWORD_FILE", folder.password(Role.WORKER).toString());
    }
    hide(environment, "PSEUDONYM_SECRET");
    hide(environment, SigningKey.SETTING);
    environment.putAll(ModelKeys.trusted(folder, Settings.fromEnvironment()));
    environment.putAll(config.workerSettings());
    return plan(name, WORKER_MAIN, WorkerJvm.OPTIONS, config.workerOptions(), environment, port);
  }

  Plan trainer(KafkaConnection kafka, String databaseUrl) throws IOException {
    RecordedPort port = RecordedPort.hold(folder.monitoringPort(TRAINER), TRAINER_PORT);
    Map<String, String> environment = common(kafka, KafkaRole.TRAINER, port);
    environment.put("MODEL_REPOSITORY", folder.models().toString());
    environment.put("TRAINER_ARCHIVE", folder.archive().toString());
    environment.put("TRAINER_REPORTS", folder.reports().toString());
    environment.put("TRAINER_FEATURES", folder.features().toString());
    environment.put("DATABASE_URL", databaseUrl);
    hide(environment, "DATABASE_PASSWORD");
    environment.put("DATABASE_USER", Role.TRAINER.user());
    config
        .outsideDatabase()
        .flatMap(OutsideDatabase::trainer)
        .ifPresentOrElse(
            trainer -> environment.put("DATABASE_PASSWORD", trainer.password()),
            () ->
                environment.put(
                    "DATABASE_PASSWORD_FILE", folder.password(Role.TRAINER).toString()));
    hide(environment, "PSEUDONYM_SECRET");
    environment.putAll(ModelKeys.defaults(folder, Settings.fromEnvironment()));
    environment.putAll(config.trainerSettings());
    return plan(TRAINER, TRAINER_MAIN, TRAINER_OPTIONS, config.trainerOptions(), environment, port);
  }

  /** Whether the roles' passwords are those in the data folder. */
  private boolean ownsRoles() {
    return config
        .outsideDatabase()
        .map(outside -> outside.administrator().isPresent())
        .orElse(true);
  }

  private Map<String, String> common(KafkaConnection kafka, KafkaRole user, RecordedPort port) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    if (config.outsideKafka().isEmpty()) {
      logIn(environment, user);
    }
    environment.put("MONITORING_PORT", Integer.toString(port.number()));
    if (System.getenv("LC_ALL") == null && System.getenv("LANG") == null) {
      environment.put("LC_ALL", "C.UTF-8"); // Else names of folders lose what is not ASCII.
    }
    hide(environment, "DATABASE_ADMIN_PASSWORD");
    for (Role role : Role.values()) {
      hide(environment, "DATABASE_%s_PASSWORD".formatted(role));
    }
    return environment;
  }

  /** To the embedded broker, whatever the environment says of another. */
  private void logIn(Map<String, String> environment, KafkaRole role) {
    hide(environment, "KAFKA_SASL_JAAS_CONFIG");
    hide(environment, "KAFKA_PASSWORD");
    environment.put("KAFKA_SASL_MECHANISM", "");
    environment.put("KAFKA_SECURITY_PROTOCOL", BrokerUsers.PROTOCOL);
    environment.put("KAFKA_USER", role.defaultUser());
    environment.put("KAFKA_PASSWORD_FILE", folder.password(role).toString());
  }

  /** An empty setting counts as absent. */
  private static void hide(Map<String, String> environment, String secret) {
    environment.put(secret, "");
    environment.put(secret + "_FILE", "");
  }

  private Plan plan(
      String name,
      String main,
      List<String> options,
      List<String> moreOptions,
      Map<String, String> environment,
      RecordedPort port) {
    List<String> jvmOptions = new ArrayList<>(options);
    jvmOptions.add("-Dlogback.configurationFile=standalone-process-logback.xml");
    jvmOptions.add("-Dthoraflow.process.log=" + folder.log(name));
    jvmOptions.addAll(moreOptions);
    ChildJvm jvm = new ChildJvm(main, jvmOptions, List.of(), environment, folder.errorOutput(name));
    return new Plan(
        new ProcessService(
            name, jvm, folder.pid(name), line -> console.say("[%s] %s".formatted(name, line))),
        port);
  }
}
