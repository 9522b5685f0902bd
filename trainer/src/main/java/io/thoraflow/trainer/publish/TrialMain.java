package io.thoraflow.trainer.publish;

import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that tries one model and ends. It needs no secret, so that a model that does other than
 * predict finds none in it.
 */
public final class TrialMain {
  /** The exit status where the model is not as it must be; the answer says why. */
  private static final int INVALID = 4;

  private TrialMain() {}

  /**
   * @param arguments the SavedModel's folder; a file with a {@link ModelManifest.Reference} whose
   *     images count; where to write it with its probabilities, or the reason; and whether the
   *     familiarity means anything
   */
  public static void main(String[] arguments) throws IOException {
    Path answer = Path.of(arguments[2]);
    ModelManifest.Reference asked =
        Json.MAPPER.readValue(
            Files.readAllBytes(Path.of(arguments[1])), ModelManifest.Reference.class);
    try {
      ModelManifest.Reference reference =
          TrialPrediction.run(
              Path.of(arguments[0]), asked.images(), Boolean.parseBoolean(arguments[3]));
      Files.write(answer, Json.MAPPER.writeValueAsBytes(reference));
    } catch (InvalidModelException e) {
      Files.writeString(answer, String.valueOf(e.getMessage()));
      System.exit(INVALID);
    }
    System.exit(0);
  }
}
