package io.thoraflow.standalone.bench;

import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code deploy/bench/train_reference.py} measures of Keras's {@code fit}.
 *
 * @param version of TensorFlow
 * @param cpuSecondsAnEpoch validation included, mean over all epochs but the first, which also
 *     builds the graph
 * @param wallSecondsAnEpoch likewise
 * @param epochs of the last head
 * @param attempts heads that were begun; the others died
 * @param dead whether the last one did, too
 * @param auroc on the validation images, after the last epoch
 */
record TrainReference(
    String version,
    double cpuSecondsAnEpoch,
    double wallSecondsAnEpoch,
    int epochs,
    int attempts,
    boolean dead,
    double auroc) {
  /**
   * Trains with Keras.
   *
   * @param images {@link TrainingImages}
   * @param folder takes the script's files
   */
  static TrainReference run(
      String python, BackboneWeights weights, Path images, Path folder, Options options)
      throws IOException, InterruptedException {
    Path output = folder.resolve("reference.json");
    Path script =
        Path.of(System.getProperty("thoraflow.home", "."))
            .resolve("deploy/bench/train_reference.py");
    List<String> command =
        List.of(
            python,
            script.toString(),
            "--images",
            images.toString(),
            "--weights",
            export(weights, folder).toString(),
            "--epochs",
            Integer.toString(options.epochs()),
            "--attempts",
            Integer.toString(options.attempts()),
            "--seed",
            Long.toString(options.seed()),
            "--output",
            output.toString());
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    Map<String, String> switches = TensorFlowRuntime.speedSwitches();
    switches.keySet().forEach(builder.environment()::remove);
    if (options.switched()) {
      builder.environment().putAll(switches);
    }
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new CommandException("%s ended with status %d".formatted(python, status));
    }
    return Json.MAPPER.readValue(Files.readAllBytes(output), TrainReference.class);
  }

  /**
   * @param switched gives Keras the trainer's switches; else TensorFlow runs as installed
   */
  record Options(int epochs, int attempts, long seed, boolean switched) {}

  /** Names and shapes as JSON beside all values back to back, little-endian. */
  private static Path export(BackboneWeights weights, Path folder) throws IOException {
    Path values = folder.resolve("backbone.f32");
    List<Map<String, Object>> index = new ArrayList<>();
    try (OutputStream out = Files.newOutputStream(values)) {
      for (WeightTensor tensor : weights.tensors()) {
        index.add(Map.of("name", tensor.name(), "shape", tensor.shape()));
        ByteBuffer bytes =
            ByteBuffer.allocate(tensor.values().remaining() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor.values());
        out.write(bytes.array());
      }
    }
    Files.write(folder.resolve("backbone.json"), Json.MAPPER.writeValueAsBytes(index));
    return values;
  }
}
