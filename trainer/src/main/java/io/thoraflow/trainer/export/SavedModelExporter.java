package io.thoraflow.trainer.export;

import io.thoraflow.trainer.graph.DiagnosisGraph;
import io.thoraflow.trainer.graph.DiagnosisModel;
import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;

/**
 * Writes a model as a TensorFlow SavedModel with two signatures.
 *
 * <ul>
 *   <li>{@code serving_default}: image, uint8 {@code [N, 224, 224, 1]}, to logits {@code [N, 2]},
 *       probabilities {@code [N, 2]} and familiarity {@code [N]}
 *   <li>{@code explain}: the same, and heatmap {@code [N, 7, 7]}
 * </ul>
 */
public final class SavedModelExporter {
  private SavedModelExporter() {}

  /**
   * @param folder receives {@code saved_model.pb} and {@code variables/}
   */
  public static void export(DiagnosisModel model, Path folder) throws IOException {
    try (DiagnosisGraph graph = new DiagnosisGraph(model)) {
      SavedModelBundle.exporter(folder.toString())
          .withTags(Signatures.TAG)
          .withSession(graph.session())
          .withSignatures(
              signature(graph, Signatures.SERVING).build(),
              signature(graph, Signatures.EXPLAIN)
                  .output(Signatures.HEATMAP, graph.outputs().heatmap())
                  .build())
          .export();
    }
  }

  private static Signature.Builder signature(DiagnosisGraph graph, String key) {
    return Signature.builder(key)
        .methodName("tensorflow/serving/predict")
        .input(Signatures.IMAGE, graph.image())
        .output(Signatures.LOGITS, graph.outputs().logits())
        .output(Signatures.PROBABILITIES, graph.outputs().probabilities())
        .output(Signatures.FAMILIARITY, graph.outputs().familiarity());
  }
}
