package io.thoraflow.trainer.publish;

import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tries a model in a process of its own, to which no setting of this one goes but where TensorFlow
 * is: for models that others made. What this process holds, such as the key that signs, is not in
 * that one's memory.
 */
public final class ChildTrial implements Trial {
  private static final long LONGEST_MINUTES = 10;
  private static final long MAX_ANSWER_BYTES = 64L << 20;
  private static final int MAX_REASON = 2_000;

  /** What a JVM and TensorFlow need to be found, and to speak. */
  private static final List<String> KEPT =
      List.of("PATH", "LANG", "LC_ALL", "TMPDIR", "TENSORFLOW_LIBRARY_PATH");

  @Override
  public ModelManifest.Reference run(Path folder, List<byte[]> images, boolean familiarity)
      throws IOException {
    Path exchange = Files.createTempDirectory("thoraflow-trial-");
    try {
      Path question = exchange.resolve("question.json");
      Path answer = exchange.resolve("answer");
      Files.write(
          question,
          Json.MAPPER.writeValueAsBytes(new ModelManifest.Reference(images, List.of(), 1)));
      int status = end(start(folder, question, answer, familiarity));
      return understood(status, answer, images);
    } finally {
      FolderTree.delete(exchange);
    }
  }

  private static Process start(Path folder, Path question, Path answer, boolean familiarity)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            TrialMain.class.getName(),
            folder.toString(),
            question.toString(),
            answer.toString(),
            Boolean.toString(familiarity));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(KEPT);
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int end(Process process) throws IOException {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        throw new InvalidModelException(
            "the model did not predict the reference images within %d minutes"
                .formatted(LONGEST_MINUTES));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  /** The answer comes from where the model ran: it may say anything. */
  private static ModelManifest.Reference understood(int status, Path answer, List<byte[]> images)
      throws IOException {
    if (!Files.isRegularFile(answer) || Files.size(answer) > MAX_ANSWER_BYTES) {
      throw new InvalidModelException(
          "the process that tried the model ended with status %d and no answer".formatted(status));
    }
    if (status != 0) {
      String reason = Files.readString(answer);
      throw new InvalidModelException(
          reason.substring(0, Math.min(MAX_REASON, reason.length())).replaceAll("\\p{Cntrl}", " "));
    }
    ModelManifest.Reference given =
        Json.MAPPER.readValue(Files.readAllBytes(answer), ModelManifest.Reference.class);
    if (given.probabilities().size() != images.size()) {
      throw new InvalidModelException(
          "the process that tried the model gave %d probabilities, but must give %d"
              .formatted(given.probabilities().size(), images.size()));
    }
    if (!given.probabilities().stream().allMatch(p -> p >= 0 && p <= 1)) {
      throw new InvalidModelException(
          "the process that tried the model gave a probability that is not 0 to 1");
    }
    return new ModelManifest.Reference(images, given.probabilities(), TrialPrediction.TOLERANCE);
  }
}
