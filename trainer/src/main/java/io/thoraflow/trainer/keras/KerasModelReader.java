package io.thoraflow.trainer.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jhdf.api.Group;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a model that the seed's Keras script has saved: a whole-model HDF5 file (Keras 2 or 3) or a
 * Keras 3 archive ({@code .keras}).
 *
 * <p>Architecture, shapes and values are checked: what is returned computes what Keras computes.
 */
public final class KerasModelReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] HDF5_SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] ZIP_SIGNATURE = {'P', 'K', 3, 4};

  private KerasModelReader() {}

  /** Whether the file looks like one that this class reads. */
  public static boolean recognizes(Path file) throws IOException {
    return startsWith(file, HDF5_SIGNATURE) || startsWith(file, ZIP_SIGNATURE);
  }

  /**
   * @param file {@code .h5} or {@code .keras}; recognised by its content
   * @throws InvalidModelException naming the layer or weight that is wrong, what was found and what
   *     is needed
   * @throws IOException if the file cannot be read
   */
  public static KerasModel read(Path file) throws IOException {
    if (startsWith(file, HDF5_SIGNATURE)) {
      return Hdf5.read(file, KerasModelReader::readWholeModel);
    }
    if (startsWith(file, ZIP_SIGNATURE)) {
      return readArchive(file);
    }
    throw new InvalidModelException(
        file.getFileName() + " is neither a Keras HDF5 file nor a .keras archive");
  }

  private static KerasModel readWholeModel(Group root) {
    if (!(root.getChild("model_weights") instanceof Group weights)) {
      throw new InvalidModelException(
          "the file holds no whole model (no group model_weights): save it with model.save, not"
              + " save_weights");
    }
    SeedArchitecture architecture =
        SeedArchitecture.recognize(json(Hdf5.text(root, "model_config")));
    return model(architecture, LegacyWeights.read(weights));
  }

  private static KerasModel readArchive(Path file) throws IOException {
    Path weightsFile = Files.createTempFile("thoraflow-keras", ".weights.h5");
    try (KerasArchive archive = KerasArchive.open(file)) {
      SeedArchitecture architecture = SeedArchitecture.recognize(json(archive.config()));
      archive.weights(weightsFile);
      return model(architecture, Hdf5.read(weightsFile, ArchiveWeights::read));
    } finally {
      Files.deleteIfExists(weightsFile);
    }
  }

  private static KerasModel model(SeedArchitecture architecture, List<WeightTensor> tensors) {
    Map<String, WeightTensor> byName = new HashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    return new KerasModel(
        BackboneWeights.of(tensors),
        new SeedHeadWeights(
            WeightTensor.present(byName, architecture.hidden() + "/kernel"),
            WeightTensor.present(byName, architecture.hidden() + "/bias"),
            WeightTensor.present(byName, architecture.output() + "/kernel"),
            WeightTensor.present(byName, architecture.output() + "/bias")));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidModelException(
          "the model's configuration is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static boolean startsWith(Path file, byte[] signature) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(signature.length), signature);
    }
  }
}
