package io.thoraflow.trainer.publish;

import io.thoraflow.contract.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lets a staged SavedModel predict, before anybody depends on it. */
@FunctionalInterface
public interface Trial {
  /**
   * @param images model inputs
   * @return the inputs with the probabilities that every loaded copy must reproduce
   * @throws io.thoraflow.trainer.weights.InvalidModelException if the model is not as it must be
   * @throws IOException if it could not be tried
   */
  ModelManifest.Reference run(Path folder, List<byte[]> images, boolean familiarity)
      throws IOException;
}
