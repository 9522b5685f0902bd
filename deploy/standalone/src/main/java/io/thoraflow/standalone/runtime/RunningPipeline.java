package io.thoraflow.standalone.runtime;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.process.ProcessStat;
import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code runtime.json} in a data folder, by which a running pipeline tells the other
 * commands where its servers and processes are. Holds no secret.
 *
 * @param pid of the command that started it
 * @param startedAt when that process started, for people; {@link Instant#EPOCH} where that is not
 *     known
 * @param startTicks {@link ProcessStat#startTicks} of that process, by which it is recognized; null
 *     where the operating system does not tell it, and in the file of a release that did not write
 *     it: then {@code startedAt} does
 * @param kafka bootstrap servers
 * @param kafkaProtocol what the embedded Kafka makes clients set for {@code
 *     KAFKA_SECURITY_PROTOCOL}: they log in as their role's user, by the password in the data
 *     folder; null where the environment says how Kafka is reached
 * @param database JDBC address
 * @param inbox where files are dropped
 * @param processes ingest and the workers
 */
public record RunningPipeline(
    long pid,
    Instant startedAt,
    Long startTicks,
    String kafka,
    String kafkaProtocol,
    String database,
    String inbox,
    List<RunningProcess> processes) {
  /** Begins the names of workers; their number follows. */
  public static final String WORKER = "worker-";

  /**
   * @param pid 0 while it is down
   * @param monitoring where health and metrics are, such as {@code http://127.0.0.1:9471}
   */
  public record RunningProcess(String name, long pid, String monitoring) {}

  public RunningPipeline {
    processes = List.copyOf(processes);
    startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Those that are leaving, too, until they have left. */
  public List<RunningProcess> workers() {
    return processes.stream().filter(process -> process.name().startsWith(WORKER)).toList();
  }

  /** When this process started. */
  public static Instant ownStart() {
    return ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
  }

  /** Replaces the file at once: a reader sees the old or the new, never half of it. */
  public void write(DataFolder folder) throws IOException {
    AtomicFile.write(
        folder.runtime(), Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }

  public static void remove(DataFolder folder) throws IOException {
    Files.deleteIfExists(folder.runtime());
  }

  /** The pipeline that runs on a folder now; what a killed one left behind does not count. */
  public static Optional<RunningPipeline> find(DataFolder folder) {
    if (!Files.exists(folder.runtime())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
              Json.MAPPER.readValue(Files.readAllBytes(folder.runtime()), RunningPipeline.class))
          .filter(RunningPipeline::isAlive);
    } catch (IOException e) {
      throw new CommandException(
          "%s is not readable: %s".formatted(folder.runtime(), e.getMessage()), e);
    }
  }

  /**
   * @throws CommandException if none runs
   */
  public static RunningPipeline require(DataFolder folder) {
    return find(folder)
        .orElseThrow(
            () ->
                new CommandException(
                    "no pipeline runs on %s; start one with ./thoraflow up"
                        .formatted(folder.root())));
  }

  /** {@link ProcessStat#startTicks} of a process that is there, on Linux. */
  public static Optional<Long> startTicks(long pid) {
    try {
      return Optional.of(ProcessStat.of(pid).startTicks());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isAlive() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (startTicks != null) {
      return process.flatMap(running -> startTicks(running.pid())).equals(Optional.of(startTicks));
    }
    return process
        .flatMap(running -> running.info().startInstant())
        .map(start -> start.truncatedTo(ChronoUnit.MILLIS).equals(startedAt))
        .orElse(false);
  }
}
