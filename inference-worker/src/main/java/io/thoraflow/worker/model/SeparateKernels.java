package io.thoraflow.worker.model;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;

/**
 * A second way into a loaded model: the same session, graph and variables, but kernels of its own,
 * and with them what oneDNN keeps of the weights.
 *
 * <p>TensorFlow makes kernels for each set of inputs, outputs and targets that a session runs with.
 * The target that is added here is an operation that runs anyway.
 */
final class SeparateKernels extends BaseModel {
  /** What DJL takes a run's additional targets from. */
  private static final String TARGETS = "table_initializer";

  /**
   * @param block of the model that owns the session; it must outlive this one
   */
  SeparateKernels(TfSymbolBlock block) {
    super("separate kernels");
    SavedModelBundle bundle = block.getSavedModelBundle();
    MetaGraphDef meta = bundle.getMetaGraphDef();
    this.block =
        new TfSymbolBlock(
            new SavedModelBundle(
                bundle.getGraph(), bundle.getSession(), withTarget(meta, probabilities(meta))),
            Signatures.EXPLAIN);
    dataType = DataType.FLOAT32;
    manager = Engine.getEngine(TensorFlowEngine.NAME).newBaseManager(Device.cpu());
    manager.setName("separate kernels");
  }

  private static MetaGraphDef withTarget(MetaGraphDef meta, String operation) {
    CollectionDef.NodeList targets =
        meta
            .getCollectionDefOrDefault(TARGETS, CollectionDef.getDefaultInstance())
            .getNodeList()
            .toBuilder()
            .addValue(operation)
            .build();
    return meta.toBuilder()
        .putCollectionDef(TARGETS, CollectionDef.newBuilder().setNodeList(targets).build())
        .build();
  }

  /** Outputs are named {@code operation:index}. */
  private static String probabilities(MetaGraphDef meta) {
    String output =
        meta.getSignatureDefOrThrow(Signatures.EXPLAIN)
            .getOutputsOrThrow(Signatures.PROBABILITIES)
            .getName();
    return output.substring(0, output.lastIndexOf(':'));
  }

  @Override
  public void load(Path folder, String prefix, Map<String, ?> options) {
    throw new UnsupportedOperationException("the session is loaded already");
  }
}
