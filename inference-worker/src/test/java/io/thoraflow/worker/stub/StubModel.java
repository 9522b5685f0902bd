package io.thoraflow.worker.stub;

import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a model for {@link DeviceChoice#STUB_MODEL}: a number in the place of weights, so
 * that two of them answer differently, and that a wrong answer is one.
 *
 * @param salt makes its answers
 */
record StubModel(long salt) {
  private static final String FILE = "saved_model.pb";
  private static final Pattern TEXT = Pattern.compile("stub model (-?\\d{1,18})\n");
  private static final int MAX_BYTES = 64;

  /** Writes it into an empty folder. */
  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), "stub model %d\n".formatted(salt));
  }

  static StubModel read(Path folder) {
    try {
      Path file = folder.resolve(FILE);
      Matcher text = TEXT.matcher(Files.size(file) > MAX_BYTES ? "" : Files.readString(file));
      if (text.matches()) {
        return new StubModel(Long.parseLong(text.group(1)));
      }
    } catch (IOException e) {
      throw new ModelLoadException("its file cannot be read: " + e.getClass().getSimpleName(), e);
    }
    throw new ModelLoadException("%s must hold the text: stub model NUMBER".formatted(FILE));
  }

  Classifier classifier(Duration perBatch) {
    return new StubClassifier(perBatch, Preprocessing.BYTES, salt);
  }
}
