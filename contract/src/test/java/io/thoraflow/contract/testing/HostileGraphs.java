package io.thoraflow.contract.testing;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/**
 * What an attacker may do to a sound SavedModel of ours whose signatures have the output {@code
 * familiarity}: each change of {@link #all} is to be refused.
 */
public final class HostileGraphs {
  private static final String CPU = "/job:localhost/replica:0/task:0/device:CPU:0";

  private final Path written;

  /**
   * @param written the file that appears should the planted op ever run
   */
  public HostileGraphs(Path written) {
    this.written = written;
  }

  /** Every attack by its name. */
  public Map<String, Consumer<MetaGraphDef.Builder>> all() {
    Map<String, Consumer<MetaGraphDef.Builder>> all = new LinkedHashMap<>();
    all.put("a swapped implementation", graph -> swapImplementation(graph, ByteString.EMPTY));
    all.put(
        "a swapped implementation whose call switches the rewriter on",
        graph -> swapImplementation(graph, selectorOn()));
    all.put("a function that nobody calls", this::unusedFunction);
    all.put("a node that nothing reaches", graph -> plant(graph.getGraphDefBuilder()::addNode));
    all.put("a variable's read that writes first", this::readThatWrites);
    all.put("a rewriter in a call", graph -> callWith(graph, "config_proto", selectorOn()));
    all.put("a rewriter in a call of a function", HostileGraphs::rewriterInAFunction);
    all.put(
        "a rewriter in a call's old setting",
        graph ->
            callWith(
                graph,
                "config",
                RewriterConfig.newBuilder()
                    .addOptimizers("implementation_selector")
                    .build()
                    .toByteString()));
    all.put(
        "another executor",
        graph -> callWith(graph, "executor_type", GraphParts.text("SOMEBODYS_EXECUTOR")));
    all.put(
        "a setting that the caller hands in",
        graph ->
            callWith(graph, "config_proto", AttrValue.newBuilder().setPlaceholder("x").build()));
    all.put(
        "another preferred device",
        graph -> functionWith(graph, "api_preferred_device", GraphParts.text("CPU")));
    all.put(
        "an interface to implement",
        graph -> functionWith(graph, "_implements", GraphParts.text("x")));
    all.put(
        "a compiler",
        graph -> functionWith(graph, "_XlaMustCompile", AttrValue.newBuilder().setB(true).build()));
    all.put("a checkpoint elsewhere", graph -> restoreFrom(graph, "gs://somebody/variables"));
    all.put("a checkpoint elsewhere, in a function", this::restoreFromInAFunction);
    all.put("a restore in the init op", HostileGraphs::restoreAtInit);
    all.put("a restore in a collection", HostileGraphs::restoreInACollection);
    all.put("saving in a prediction", HostileGraphs::savingInAPrediction);
    all.put("another process", graph -> place(graph, "/job:worker/replica:0/task:1/device:CPU:0"));
    all.put("a function by an op's name", graph -> call(graph, "Relu"));
    all.put("a function that is not there", graph -> GraphParts.callOf(graph, "SymbolicGradient"));
    all.put("two functions of one name", HostileGraphs::twoFunctionsOfOneName);
    all.put("two nodes of one name", HostileGraphs::twoNodesOfOneName);
    all.put("an asset file", HostileGraphs::assetFile);
    all.put("a tensor of objects", HostileGraphs::objects);
    return all;
  }

  /** Changes the graph of a SavedModel in place. */
  public static void change(Path folder, Consumer<MetaGraphDef.Builder> change) throws IOException {
    Path file = folder.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(model.getMetaGraphsBuilder(0));
    Files.write(file, model.build().toByteArray());
  }

  /** Adds the graph once more, under another tag. */
  public static void secondGraph(Path folder) throws IOException {
    Path file = folder.resolve("saved_model.pb");
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(file));
    Files.write(
        file, model.toBuilder().addMetaGraphs(model.getMetaGraphs(0)).build().toByteArray());
  }

  /** What Keras writes into every call. */
  public static ByteString settingsOfKeras() {
    return ConfigProto.newBuilder()
        .putDeviceCount("CPU", 1)
        .putDeviceCount("GPU", 0)
        .setGpuOptions(
            GPUOptions.newBuilder().setExperimental(GPUOptions.Experimental.getDefaultInstance()))
        .setAllowSoftPlacement(true)
        .setExperimental(ConfigProto.Experimental.getDefaultInstance())
        .build()
        .toByteString();
  }

  /** Calls a function that returns its argument, with one setting. */
  public static void callWith(MetaGraphDef.Builder graph, String name, ByteString value) {
    callWith(graph, name, AttrValue.newBuilder().setS(value).build());
  }

  private static void callWith(MetaGraphDef.Builder graph, String name, AttrValue value) {
    call(graph, "identity_function");
    GraphParts.lastNode(graph).putAttr(name, value);
  }

  /**
   * A call of one function, which Grappler's implementation selector turns into one of another:
   * TensorFlow writes the file as soon as somebody asks for the familiarity.
   */
  public void swapImplementation(MetaGraphDef.Builder graph, ByteString settings) {
    swapImplementation(graph, AttrValue.newBuilder().setS(settings).build());
  }

  private void swapImplementation(MetaGraphDef.Builder graph, AttrValue settings) {
    FunctionDef.Builder clean = GraphParts.identity("clean");
    FunctionDef.Builder other = GraphParts.identity("other");
    plant(other::addNodeDef);
    other.getNodeDefBuilder(0).addInput("^planted");
    for (FunctionDef.Builder function : List.of(clean, other)) {
      function.putAttr("api_implements", GraphParts.text("the same"));
    }
    clean.putAttr("api_preferred_device", GraphParts.text("GPU"));
    other.putAttr("api_preferred_device", GraphParts.text("CPU"));
    graph.getGraphDefBuilder().getLibraryBuilder().addFunction(clean).addFunction(other);
    GraphParts.callOf(graph, "clean");
    GraphParts.lastNode(graph).setDevice(CPU).putAttr("config_proto", settings);
  }

  private static void rewriterInAFunction(MetaGraphDef.Builder graph) {
    FunctionDef.Builder outer = GraphParts.identity("outer");
    outer.addNodeDef(
        NodeDef.newBuilder()
            .setName("inner")
            .setOp("PartitionedCall")
            .addInput("x")
            .putAttr("Tin", GraphParts.FLOATS)
            .putAttr("Tout", GraphParts.FLOATS)
            .putAttr("f", GraphParts.function("identity_function"))
            .putAttr("config_proto", selectorOn()));
    graph
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(GraphParts.identity("identity_function"))
        .addFunction(outer.putRet("y", "inner:output:0"));
    GraphParts.callOf(graph, "outer");
  }

  private static AttrValue selectorOn() {
    return AttrValue.newBuilder()
        .setS(
            ConfigProto.newBuilder()
                .setGraphOptions(
                    GraphOptions.newBuilder()
                        .setRewriteOptions(
                            RewriterConfig.newBuilder()
                                .setImplementationSelector(RewriterConfig.Toggle.ON)))
                .build()
                .toByteString())
        .build();
  }

  private void unusedFunction(MetaGraphDef.Builder graph) {
    FunctionDef.Builder unused = GraphParts.identity("unused");
    plant(unused::addNodeDef);
    graph.getGraphDefBuilder().getLibraryBuilder().addFunction(unused);
  }

  /** Import reads every variable by itself, whatever the signatures reach. */
  private void readThatWrites(MetaGraphDef.Builder graph) {
    graph.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOp().equals("VariableV2"))
        .forEach(node -> node.addInput("^planted"));
    graph
        .getGraphDefBuilder()
        .addNode(
            NodeDef.newBuilder()
                .setName("planted")
                .setOp("NoOp")
                .addInput("^" + GraphParts.nodeOf(graph, "SaveV2").getName()));
  }

  private static void functionWith(MetaGraphDef.Builder graph, String attribute, AttrValue value) {
    call(graph, "identity_function");
    graph.getGraphDefBuilder().getLibraryBuilder().getFunctionBuilder(0).putAttr(attribute, value);
  }

  private static void restoreFrom(MetaGraphDef.Builder graph, String prefix) {
    graph.getGraphDefBuilder().addNode(GraphParts.constant("elsewhere", prefix));
    GraphParts.nodeOf(graph, "RestoreV2").setInput(0, "elsewhere");
  }

  /** The function is clean; what its caller hands in is not. */
  private void restoreFromInAFunction(MetaGraphDef.Builder graph) {
    FunctionDef.Builder restore =
        FunctionDef.newBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName("restore")
                    .addInputArg(
                        OpDef.ArgDef.newBuilder().setName("prefix").setType(DataType.DT_STRING)))
            .addNodeDef(GraphParts.constant("names", "weight"))
            .addNodeDef(
                NodeDef.newBuilder()
                    .setName("restored")
                    .setOp("RestoreV2")
                    .addInput("prefix")
                    .addInput("names:output:0")
                    .addInput("names:output:0"));
    graph.getGraphDefBuilder().getLibraryBuilder().addFunction(restore);
    graph.getGraphDefBuilder().addNode(GraphParts.constant("elsewhere", "gs://somebody/variables"));
    graph
        .getGraphDefBuilder()
        .addNode(
            NodeDef.newBuilder()
                .setName("restoring")
                .setOp("StatefulPartitionedCall")
                .addInput("elsewhere")
                .putAttr("f", GraphParts.function("restore")));
    String last = graph.getSaverDef().getRestoreOpName();
    graph.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(last))
        .forEach(node -> node.addInput("^restoring"));
  }

  private static void restoreAtInit(MetaGraphDef.Builder graph) {
    putCollection(graph, "saved_model_main_op", graph.getSaverDef().getRestoreOpName());
  }

  private static void restoreInACollection(MetaGraphDef.Builder graph) {
    putCollection(graph, "table_initializer", graph.getSaverDef().getRestoreOpName());
  }

  private static void putCollection(MetaGraphDef.Builder graph, String key, String node) {
    graph.putCollectionDef(
        key,
        CollectionDef.newBuilder()
            .setNodeList(CollectionDef.NodeList.newBuilder().addValue(node))
            .build());
  }

  private static void savingInAPrediction(MetaGraphDef.Builder graph) {
    call(graph, "identity_function");
    GraphParts.lastNode(graph).addInput("^" + GraphParts.nodeOf(graph, "SaveV2").getName());
  }

  private static void place(MetaGraphDef.Builder graph, String device) {
    call(graph, "identity_function");
    GraphParts.lastNode(graph).setDevice(device);
  }

  private static void twoFunctionsOfOneName(MetaGraphDef.Builder graph) {
    call(graph, "identity_function");
    graph
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(GraphParts.identity("identity_function"));
  }

  private static void twoNodesOfOneName(MetaGraphDef.Builder graph) {
    graph.getGraphDefBuilder().addNode(graph.getGraphDef().getNode(0));
  }

  private static void assetFile(MetaGraphDef.Builder graph) {
    graph.addAssetFileDef(AssetFileDef.newBuilder().setFilename("../../etc/passwd"));
  }

  private static void objects(MetaGraphDef.Builder graph) {
    graph
        .getGraphDefBuilder()
        .addNode(
            NodeDef.newBuilder()
                .setName("object")
                .setOp("Const")
                .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_VARIANT).build())
                .putAttr(
                    "value",
                    AttrValue.newBuilder()
                        .setTensor(TensorProto.newBuilder().setDtype(DataType.DT_VARIANT))
                        .build()));
  }

  private static void call(MetaGraphDef.Builder graph, String name) {
    graph.getGraphDefBuilder().getLibraryBuilder().addFunction(GraphParts.identity(name));
    GraphParts.callOf(graph, name);
  }

  private void plant(Consumer<NodeDef> into) {
    into.accept(GraphParts.constant("planted_name", written.toString()));
    into.accept(GraphParts.constant("planted_content", "code has run"));
    into.accept(
        NodeDef.newBuilder()
            .setName("planted")
            .setOp("WriteFile")
            .addInput("planted_name:output:0")
            .addInput("planted_content:output:0")
            .build());
  }
}
