package io.thoraflow.trainer.reference;

import io.thoraflow.trainer.export.SavedModelExporter;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.publish.ModelContent;
import io.thoraflow.trainer.publish.ModelDraft;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The model that a newcomer starts with: a head that comes with this release, on the backbone. */
public final class ReferenceModel {
  /** What the model is called. */
  public static final String NAME = "reference";

  private static final String REASON = "installed from a head's file";
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
   * Joins a head with the backbone and publishes the model.
   *
   * @param name for people
   * @param serve whether it serves at once; else only where nothing does
   * @return the version
   * @throws io.thoraflow.trainer.weights.InvalidModelException if the backbone is not the one that
   *     the head was trained on, or the model fails its trial
   */
  public static int publish(
      TrainedHead head,
      String name,
      BackboneWeights backbone,
      ModelPublisher publisher,
      boolean serve)
      throws IOException {
    DiagnosisModel model = head.on(backbone);
    ModelDraft draft = head.draft(name, model);
    ModelContent content = folder -> SavedModelExporter.export(model, folder);
    return serve
        ? publisher.publish(draft, content, REASON)
        : publisher.publishIfNoneServes(draft, content, REASON);
  }

  /** The same, to serve from now on. */
  public static int publish(
      TrainedHead head, String name, BackboneWeights backbone, ModelPublisher publisher)
      throws IOException {
    return publish(head, name, backbone, publisher, true);
  }
}
