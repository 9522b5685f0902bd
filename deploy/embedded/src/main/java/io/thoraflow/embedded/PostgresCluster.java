package io.thoraflow.embedded;

import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.embedded.process.Orphan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A data directory of PostgreSQL and how to run the server on it. */
final class PostgresCluster {
  static final String SUPERUSER = "postgres";

  private static final Duration ORPHAN = Duration.ofSeconds(5);

  /**
   * Runs the server and stops it (SIGINT: a fast, clean shutdown) when standard input ends. The
   * server itself gets no part of the pipe.
   */
  private static final String BOUND_TO_PIPE =
      """
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      (cat <&3 >/dev/null; kill -s INT "$server" 2>/dev/null) &
      wait "$server"
      """;

  private final PostgresInstallation installation;
  private final ServerUser user;
  private final Path home;
  private final Path data;
  private final Path output;

  PostgresCluster(PostgresInstallation installation, ServerUser user, Path home) {
    this.installation = installation;
    this.user = user;
    this.home = home;
    this.data = home.resolve("data");
    this.output = home.resolve("server.out");
  }

  /** Where the server prints until its own log is open. */
  Path output() {
    return output;
  }

  /** Names the server's process, and what it is doing. */
  Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  /** Makes the data directory if there is none. An interrupted attempt leaves nothing behind. */
  void initialise(Path passwordFile) throws IOException {
    if (Files.isDirectory(data)) {
      return;
    }
    Path unfinished = Files.createTempDirectory(home, "data.initialising");
    Path password = Files.createDirectory(unfinished.resolve("password")).resolve("superuser");
    Path made = Files.createDirectory(unfinished.resolve("data"));
    Files.copy(passwordFile, password, StandardCopyOption.COPY_ATTRIBUTES);
    user.own(unfinished);
    run(
        installation.program("initdb"),
        "--pgdata=" + made,
        "--username=" + SUPERUSER,
        "--pwfile=" + password,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions");
    Files.delete(password);
    Files.move(made, data, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(password.getParent());
    Files.delete(unfinished);
  }

  /** Ends a server that outlived its parent and still holds the data directory. */
  void endOrphan() throws IOException {
    Optional<Orphan> orphan = Orphan.find(pidFile(), data.toString());
    if (orphan.isPresent()) {
      orphan.get().end("INT", ORPHAN);
    }
  }

  ChildProcess start(int port) throws IOException {
    Path log = Files.createDirectories(home.resolve("log"));
    user.own(log);
    List<String> command = new ArrayList<>(List.of("sh", "-c", BOUND_TO_PIPE, "sh"));
    command.addAll(user.prefix());
    command.addAll(List.of(installation.program("postgres"), "-D", data.toString()));
    for (String setting : settings(port, log)) {
      command.add("-c");
      command.add(setting);
    }
    Files.deleteIfExists(output);
    return new ChildProcess(builder(ChildProcess.detached(command)).start());
  }

  private static List<String> settings(int port, Path log) {
    return List.of(
        "listen_addresses=127.0.0.1",
        "port=" + port,
        "unix_socket_directories=",
        "fsync=on",
        "password_encryption=scram-sha-256",
        // Each of up to 64 workers takes four.
        "max_connections=300",
        // One log file per day of the week, begun anew each week.
        "logging_collector=on",
        "log_directory=" + log,
        "log_filename=postgresql-%a.log",
        "log_rotation_age=1d",
        "log_truncate_on_rotation=on",
        // Statements may hold values; the log must not.
        "log_error_verbosity=terse",
        "log_min_error_statement=panic");
  }

  private void run(String... program) throws IOException {
    List<String> command = new ArrayList<>(user.prefix());
    command.addAll(List.of(program));
    Process process = builder(command).start();
    try {
      if (process.waitFor() != 0) {
        throw new ServerStartException(
            "PostgreSQL's data directory cannot be made; see %s".formatted(output));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new ServerStartException("interrupted while PostgreSQL's data directory was made", e);
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
  }
}
