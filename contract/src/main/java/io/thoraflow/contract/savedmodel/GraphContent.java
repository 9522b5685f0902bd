package io.thoraflow.contract.savedmodel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one SavedModel can run: its nodes, its functions, and from where they are run. */
final class GraphContent {
  // Field numbers of SavedModel, MetaGraphDef, GraphDef, FunctionDefLibrary, FunctionDef and OpDef.
  private static final int META_GRAPH = 2;
  private static final int GRAPH = 2;
  private static final int SAVER = 3;
  private static final int COLLECTION = 4;
  private static final int SIGNATURE = 5;
  private static final int GRAPH_NODE = 1;
  private static final int LIBRARY = 2;
  private static final int FUNCTION = 1;
  private static final int FUNCTION_SIGNATURE = 1;
  private static final int FUNCTION_NODE = 3;
  private static final int OP_NAME = 1;
  private static final int RESTORE_OP = 3;

  private final Map<String, List<Node>> nodes = new HashMap<>();
  private final Map<String, List<Node>> functions = new HashMap<>();
  private final Set<String> predicting = new LinkedHashSet<>();
  private final Set<String> loading = new LinkedHashSet<>();

  private GraphContent() {}

  static GraphContent read(ByteBuffer savedModel) {
    GraphContent content = new GraphContent();
    Wire.walk(
        savedModel,
        0,
        (number, bytes) -> {
          if (number == META_GRAPH) {
            content.readMetaGraph(bytes);
          }
        });
    return content;
  }

  /** Nodes by name. */
  Map<String, List<Node>> nodes() {
    return nodes;
  }

  /** The nodes of each function of the library. */
  Map<String, List<Node>> functions() {
    return functions;
  }

  /** Names of the nodes that a prediction runs. */
  Set<String> predicting() {
    return predicting;
  }

  /** Names of the nodes that TensorFlow may run when it loads the model. */
  Set<String> loading() {
    return loading;
  }

  private void readMetaGraph(ByteBuffer metaGraph) {
    Wire.walk(
        metaGraph,
        1,
        (number, bytes) -> {
          switch (number) {
            case GRAPH -> readGraph(bytes);
            case SAVER -> readSaver(bytes);
            // Whatever a text in them names: the init op is told there in one of several ways.
            case COLLECTION -> Roots.readTexts(bytes, 2, loading);
            case SIGNATURE -> Roots.readSignature(bytes, predicting, loading);
            default -> {}
          }
        });
  }

  private void readGraph(ByteBuffer graph) {
    Wire.walk(
        graph,
        2,
        (number, bytes) -> {
          if (number == GRAPH_NODE) {
            Node node = Node.read(bytes, 3);
            node.names()
                .forEach(name -> nodes.computeIfAbsent(name, key -> new ArrayList<>()).add(node));
          } else if (number == LIBRARY) {
            readLibrary(bytes);
          }
        });
  }

  private void readLibrary(ByteBuffer library) {
    Wire.walk(
        library,
        3,
        (number, bytes) -> {
          if (number == FUNCTION) {
            readFunction(bytes);
          }
        });
  }

  private void readFunction(ByteBuffer function) {
    Set<String> names = new LinkedHashSet<>();
    List<Node> body = new ArrayList<>();
    Wire.walk(
        function,
        4,
        (number, bytes) -> {
          if (number == FUNCTION_SIGNATURE) {
            Wire.walk(
                bytes,
                5,
                (inner, text) -> {
                  if (inner == OP_NAME) {
                    names.add(Wire.text(text));
                  }
                });
          } else if (number == FUNCTION_NODE) {
            body.add(Node.read(bytes, 5));
          }
        });
    names.forEach(name -> functions.computeIfAbsent(name, key -> new ArrayList<>()).addAll(body));
  }

  private void readSaver(ByteBuffer saver) {
    Wire.walk(
        saver,
        2,
        (number, bytes) -> {
          if (number == RESTORE_OP) {
            loading.add(Names.node(Wire.text(bytes)));
          }
        });
  }
}
