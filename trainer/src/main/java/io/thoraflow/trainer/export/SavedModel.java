package io.thoraflow.trainer.export;

import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.savedmodel.SavedModelCheck;
import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.trainer.graph.ImageBatch;
import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.graph.WeightVariables;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** A loaded SavedModel that has the signatures of a published model. */
public final class SavedModel implements AutoCloseable {
  private static final int CELLS = ResNet50Layout.MAP_SIZE * ResNet50Layout.MAP_SIZE;

  static {
    TensorFlowRuntime.prepare();
  }

  private final SavedModelBundle bundle;
  private final SessionFunction explain;

  private SavedModel(SavedModelBundle bundle) {
    this.bundle = bundle;
    this.explain = bundle.function(Signatures.EXPLAIN);
  }

  /**
   * What a model says of a batch.
   *
   * @param logits {@code [N][2]}
   * @param probabilities {@code [N][2]}
   * @param familiarity {@code [N]}
   * @param heatmaps {@code [N][49]}, row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // Plain results, never compared as wholes.
  public record Diagnoses(
      float[][] logits, float[][] probabilities, float[] familiarity, float[][] heatmaps) {}

  /**
   * @throws InvalidModelException if the folder holds no SavedModel, or one whose signatures
   *     differ: the message names what was found and what is needed
   */
  public static SavedModel load(Path folder) {
    SavedModelBundle bundle;
    try {
      SavedModelCheck.verify(folder);
    } catch (ModelLoadException e) {
      throw new InvalidModelException(e.getMessage(), e);
    }
    try {
      bundle =
          SavedModelBundle.loader(folder.toString())
              .withTags(Signatures.TAG)
              .withConfigProto(SessionSettings.plain())
              .load();
    } catch (TensorFlowException e) {
      throw new InvalidModelException("cannot load the SavedModel: " + e.getMessage(), e);
    }
    try {
      SignatureCheck.verify(bundle.signatures());
      return new SavedModel(bundle);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /**
   * @throws InvalidModelException naming the first variable with an infinite value or none
   */
  public void verifyFiniteWeights() {
    FiniteWeights.verify(bundle.graph(), bundle.session());
  }

  /** The weights, by the names that an exported model gave its variables. */
  public Map<String, WeightTensor> weights() {
    return WeightVariables.stored(bundle.graph(), bundle.session());
  }

  /**
   * @param images gray levels, each {@code [224 * 224]}; at least one
   */
  public Diagnoses explain(List<byte[]> images) {
    try (TUint8 batch = ImageBatch.of(images);
        Result result = explain.call(Map.of(Signatures.IMAGE, batch))) {
      return new Diagnoses(
          Tensors.toRows(floats(result, Signatures.LOGITS), SeedHeadWeights.CLASSES),
          Tensors.toRows(floats(result, Signatures.PROBABILITIES), SeedHeadWeights.CLASSES),
          Tensors.toArray(floats(result, Signatures.FAMILIARITY)),
          Tensors.toRows(floats(result, Signatures.HEATMAP), CELLS));
    }
  }

  private static TFloat32 floats(Result result, String output) {
    return (TFloat32) result.get(output).orElseThrow();
  }

  @Override
  public void close() {
    bundle.close();
  }
}
