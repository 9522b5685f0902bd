package io.thoraflow.contract.testing;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Parts of which {@link HostileGraphs} are made. */
public final class GraphParts {
  static final AttrValue FLOATS =
      AttrValue.newBuilder()
          .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
          .build();

  private GraphParts() {}

  /** Lets the familiarity pass through a function. */
  static void callOf(MetaGraphDef.Builder graph, String name) {
    String given =
        graph.getSignatureDefOrThrow("explain").getOutputsOrThrow("familiarity").getName();
    graph
        .getGraphDefBuilder()
        .addNode(
            NodeDef.newBuilder()
                .setName("passed")
                .setOp("StatefulPartitionedCall")
                .addInput(given)
                .putAttr("Tin", FLOATS)
                .putAttr("Tout", FLOATS)
                .putAttr("f", function(name)));
    for (String signature : List.copyOf(graph.getSignatureDefMap().keySet())) {
      var changed = graph.getSignatureDefOrThrow(signature).toBuilder();
      var output = changed.getOutputsOrThrow("familiarity").toBuilder().setName("passed:0");
      graph.putSignatureDef(signature, changed.putOutputs("familiarity", output.build()).build());
    }
  }

  static FunctionDef.Builder identity(String name) {
    return FunctionDef.newBuilder()
        .setSignature(
            OpDef.newBuilder()
                .setName(name)
                .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_FLOAT))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_FLOAT))
                .setIsStateful(true))
        .addNodeDef(
            NodeDef.newBuilder()
                .setName("same")
                .setOp("Identity")
                .addInput("x")
                .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build()))
        .putRet("y", "same:output:0");
  }

  /** A constant of one text. */
  public static NodeDef constant(String name, String value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_STRING).build())
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addStringVal(ByteString.copyFromUtf8(value)))
                .build())
        .build();
  }

  static NodeDef.Builder nodeOf(MetaGraphDef.Builder graph, String op) {
    return graph.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOp().equals(op))
        .findFirst()
        .orElseThrow();
  }

  static NodeDef.Builder lastNode(MetaGraphDef.Builder graph) {
    return graph.getGraphDefBuilder().getNodeBuilder(graph.getGraphDef().getNodeCount() - 1);
  }

  static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }
}
