package io.thoraflow.trainer.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.export.SavedModelExporter;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.publish.ModelDraft;
import io.thoraflow.trainer.publish.ModelPublisher;
import java.io.IOException;
import java.util.List;

/**
 * A model of the seed script's architecture and full size with generated weights; it knows nothing.
 */
public final class GeneratedModel {
  private GeneratedModel() {}

  /**
   * Publishes it as the next version.
   *
   * @return the version
   */
  public static int publish(ModelPublisher publisher) throws IOException {
    TensorFlowRuntime.prepare();
    DiagnosisModel model =
        DiagnosisModel.seed(GeneratedWeights.backbone(1), GeneratedWeights.head(2));
    ModelDraft draft =
        new ModelDraft(
            "generated",
            Origin.DEMO,
            Preprocessing.AREA_224,
            0.5,
            1,
            false,
            model.weightsFingerprint(),
            JsonNodeFactory.instance.objectNode(),
            List.of());
    return publisher.publish(draft, folder -> SavedModelExporter.export(model, folder), "test");
  }
}
