package io.thoraflow.standalone.bench;

import io.thoraflow.contract.json.Json;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.up.WorkerJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a measurement in a JVM of its own with a worker's options, so that what else this process
 * does costs it neither heap nor native memory.
 */
final class MeasuringJvm {
  private final Path folder;
  private final Console console;

  /**
   * @param folder takes results and logs
   */
  MeasuringJvm(Path folder, Console console) {
    this.folder = folder;
    this.console = console;
  }

  /**
   * @param main takes the file for its result, as JSON, before the other arguments; what it prints
   *     is shown
   * @param environment over this process's own
   * @throws CommandException with its last words, if it fails
   */
  <T> T run(
      Class<?> main, List<String> arguments, Map<String, String> environment, Class<T> resultType)
      throws IOException {
    Path result = Files.createTempFile(folder, "result-", ".json");
    Path errors = folder.resolve("errors.log");
    Files.deleteIfExists(errors);
    List<String> options = new ArrayList<>(WorkerJvm.OPTIONS);
    options.add("-Dlogback.configurationFile=standalone-command-logback.xml");
    List<String> all = new ArrayList<>(List.of(result.toString()));
    all.addAll(arguments);
    ChildProcess process =
        new ChildJvm(main.getName(), options, all, environment, errors).start(console::say);
    int status = process.onExit().join();
    if (status != 0) {
      throw new CommandException(
          "%s ended with status %d:%n%s"
              .formatted(main.getSimpleName(), status, Files.readString(errors).strip()));
    }
    return Json.MAPPER.readValue(Files.readAllBytes(result), resultType);
  }

  /** For the process that measures. */
  static void write(String file, Object result) throws IOException {
    Files.write(Path.of(file), Json.MAPPER.writeValueAsBytes(result));
  }
}
