package io.thoraflow.standalone.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@code deploy/bench/model_reference.py} measures of others.
 *
 * @param kind {@code onnxruntime}, {@code keras} (as installed) or {@code keras-switched}
 * @param version of the library
 * @param cpuMillis for one image
 * @param wallMillis for one image
 */
record ModelReference(String kind, String version, int batch, double cpuMillis, double wallMillis) {

  /** The command that writes them. */
  static String command(String python, Path model, Path output) {
    return String.join(" ", command(List.of(python), model, output, 64));
  }

  static List<ModelReference> run(String python, Path model, Path folder, int images)
      throws IOException, InterruptedException {
    Path output = folder.resolve("reference.json");
    Process process =
        new ProcessBuilder(command(List.of(python), model, output, images)).inheritIO().start();
    int status = process.waitFor();
    if (status != 0) {
      throw new CommandException("%s ended with status %d".formatted(python, status));
    }
    return read(output);
  }

  private static List<String> command(List<String> python, Path model, Path output, int images) {
    Path script =
        Path.of(System.getProperty("thoraflow.home", "."))
            .resolve("deploy/bench/model_reference.py");
    List<String> command = new ArrayList<>(python);
    command.addAll(
        List.of(
            script.toString(),
            "--saved-model",
            model.toString(),
            "--switches",
            TensorFlowRuntime.servingSwitches().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(",")),
            "--images",
            Integer.toString(images),
            "--output",
            output.toString()));
    return command;
  }

  static List<ModelReference> read(Path file) throws IOException {
    List<ModelReference> references = new ArrayList<>();
    for (JsonNode node : Json.MAPPER.readTree(Files.readAllBytes(file)).path("references")) {
      references.add(Json.MAPPER.treeToValue(node, ModelReference.class));
    }
    if (references.isEmpty()) {
      throw new CommandException(file + " holds no references");
    }
    return references;
  }

  String name() {
    return switch (kind) {
      case "keras" -> "Keras predict, TensorFlow %s as installed".formatted(version);
      case "keras-switched" -> "Keras predict, TensorFlow %s, same switches".formatted(version);
      default -> kind + " " + version;
    };
  }

  /**
   * @param speed the worker's over this one's
   * @return empty where none is set
   */
  String target(double speed) {
    double target =
        switch (kind) {
          case "onnxruntime" -> 0.95;
          case "keras" -> batch == 8 ? 1.8 : 0;
          case "keras-switched" -> batch == 8 ? 1.3 : 0;
          default -> 0;
        };
    return target == 0
        ? ""
        : String.format(Locale.ROOT, ">= %.2f: %s", target, speed >= target ? "met" : "missed");
  }
}
