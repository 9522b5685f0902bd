package io.thoraflow.worker.testing;

import io.thoraflow.contract.testing.GraphParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/** Plants an op that writes a file into an exported SavedModel. */
public final class GraphSurgery {
  private final Path written;

  /**
   * @param written the file that appears should the op ever run
   */
  public GraphSurgery(Path written) {
    this.written = written;
  }

  /** Where a prediction reaches it: before the signatures' output. */
  public void beforeTheOutput(Path folder) throws IOException {
    change(
        folder,
        graph -> {
          plant(graph.getGraphDefBuilder());
          return runBefore(graph, output(graph));
        });
  }

  /** Where loading reaches it: before the variables are restored. */
  public void beforeRestoring(Path folder) throws IOException {
    change(
        folder,
        graph -> {
          plant(graph.getGraphDefBuilder());
          return runBefore(graph, graph.getSaverDef().getRestoreOpName());
        });
  }

  /** In a function that a node before the signatures' output is given to call. */
  public void insideAFunction(Path folder) throws IOException {
    change(
        folder,
        graph -> {
          FunctionDef.Builder function =
              FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName("harmless"));
          nodes().forEach(function::addNodeDef);
          graph.getGraphDefBuilder().getLibraryBuilder().addFunction(function);
          graph
              .getGraphDefBuilder()
              .addNode(
                  NodeDef.newBuilder()
                      .setName("planted")
                      .setOp("StatefulPartitionedCall")
                      .putAttr("Tin", types())
                      .putAttr("Tout", types())
                      .putAttr(
                          "f",
                          AttrValue.newBuilder()
                              .setFunc(NameAttrList.newBuilder().setName("harmless"))
                              .build()));
          return runBefore(graph, output(graph));
        });
  }

  /** Where nothing reaches it. */
  public void unreachable(Path folder) throws IOException {
    change(
        folder,
        graph -> {
          plant(graph.getGraphDefBuilder());
          return graph;
        });
  }

  private static void change(Path folder, UnaryOperator<MetaGraphDef.Builder> change)
      throws IOException {
    Path file = folder.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.apply(model.getMetaGraphsBuilder(0));
    Files.write(file, model.build().toByteArray());
  }

  private void plant(GraphDef.Builder graph) {
    nodes().forEach(graph::addNode);
  }

  private java.util.List<NodeDef> nodes() {
    return java.util.List.of(
        GraphParts.constant("planted_name", written.toString()),
        GraphParts.constant("planted_content", "code has run"),
        NodeDef.newBuilder()
            .setName("planted")
            .setOp("WriteFile")
            .addInput("planted_name")
            .addInput("planted_content")
            .build());
  }

  private static AttrValue types() {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.getDefaultInstance()).build();
  }

  private static String output(MetaGraphDef.Builder graph) {
    String tensor =
        graph
            .getSignatureDefOrThrow("serving_default")
            .getOutputsOrThrow("probabilities")
            .getName();
    return tensor.split(":", 2)[0];
  }

  private static MetaGraphDef.Builder runBefore(MetaGraphDef.Builder graph, String node) {
    for (NodeDef.Builder candidate : graph.getGraphDefBuilder().getNodeBuilderList()) {
      if (candidate.getName().equals(node)) {
        candidate.addInput("^planted");
      }
    }
    return graph;
  }
}
