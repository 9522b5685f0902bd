package io.thoraflow.trainer.reference;

import io.thoraflow.trainer.export.SavedModelExporter;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The model that a newcomer starts with: a head that comes with this release, on the backbone. */
public final class ReferenceModel {
  /** What the model is called. */
  public static final String NAME = "reference";

  private static final String RESOURCE = "head.safetensors";

  private ReferenceModel() {}

  /** The head of this release; empty where the build has none. */
  public static Optional<TrainedHead> head() throws IOException {
    try (InputStream resource = ReferenceModel.class.getResourceAsStream(RESOURCE)) {
      return resource == null
          ? Optional.empty()
          : Optional.of(HeadFile.read(resource.readNBytes(HeadFile.MAX_BYTES + 1)));
    }
  }

  /**
   * Joins a head with the backbone and publishes the model, to serve from now on.
   *
   * @param name for people
   * @return the version
   * @throws io.thoraflow.trainer.weights.InvalidModelException if the backbone is not the one that
   *     the head was trained on, or the model fails its trial
   */
  public static int publish(
      TrainedHead head, String name, BackboneWeights backbone, ModelPublisher publisher)
      throws IOException {
    DiagnosisModel model = head.on(backbone);
    return publisher.publish(
        head.draft(name, model),
        folder -> SavedModelExporter.export(model, folder),
        "installed from a head's file");
  }
}
