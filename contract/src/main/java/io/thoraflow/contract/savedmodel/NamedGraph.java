package io.thoraflow.contract.savedmodel;

import io.thoraflow.contract.model.ModelLoadException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/**
 * The one graph of a SavedModel, where each name means one thing.
 *
 * @param nodes by name
 * @param functions of the library, by name
 */
record NamedGraph(
    MetaGraphDef meta, Map<String, NodeDef> nodes, Map<String, FunctionDef> functions) {
  /** Names of this form are the ops' own: no function may stand in for one. */
  private static final Pattern OP_NAME = Pattern.compile("_?[A-Z][A-Za-z0-9]*");

  /**
   * @throws ModelLoadException if there are several graphs, files beside, or a name means two
   *     things
   */
  static NamedGraph of(SavedModel model) {
    if (model.getMetaGraphsCount() != 1) {
      throw new ModelLoadException(
          "a SavedModel must hold one graph (MetaGraphDef), but holds %d"
              .formatted(model.getMetaGraphsCount()));
    }
    MetaGraphDef meta = model.getMetaGraphs(0);
    if (meta.getAssetFileDefCount() > 0 || meta.containsCollectionDef("saved_model_assets")) {
      throw new ModelLoadException(
          "a SavedModel must hold no asset files: a model of images has nothing to look up");
    }
    Map<String, FunctionDef> functions = new LinkedHashMap<>();
    for (FunctionDef function : meta.getGraphDef().getLibrary().getFunctionList()) {
      verifySignature(function.getSignature());
      if (functions.put(function.getSignature().getName(), function) != null) {
        throw new ModelLoadException(
            "the library must hold each function once, but holds %s twice"
                .formatted(function.getSignature().getName()));
      }
    }
    return new NamedGraph(meta, byName("the graph", meta.getGraphDef().getNodeList()), functions);
  }

  private static void verifySignature(OpDef signature) {
    String name = signature.getName();
    if (name.isEmpty() || OP_NAME.matcher(name).matches()) {
      throw new ModelLoadException(
          "a function must not have the name of an op, but one is called '%s'".formatted(name));
    }
    boolean generic =
        signature.getAttrCount() > 0
            || signature.getInputArgList().stream().anyMatch(NamedGraph::isGeneric)
            || signature.getOutputArgList().stream().anyMatch(NamedGraph::isGeneric);
    if (generic) {
      throw new ModelLoadException(
          "function %s must say all its types itself, but takes some from its caller"
              .formatted(name));
    }
  }

  private static boolean isGeneric(OpDef.ArgDef argument) {
    return !argument.getTypeAttr().isEmpty()
        || !argument.getNumberAttr().isEmpty()
        || !argument.getTypeListAttr().isEmpty();
  }

  /** The nodes of a function by name; its arguments' names may not be used again. */
  static Map<String, NodeDef> nodesOf(FunctionDef function) {
    String name = "function " + function.getSignature().getName();
    Map<String, NodeDef> nodes = byName(name, function.getNodeDefList());
    Set<String> arguments = new HashSet<>();
    for (OpDef.ArgDef argument : function.getSignature().getInputArgList()) {
      if (!arguments.add(argument.getName()) || nodes.containsKey(argument.getName())) {
        throw twice(name, argument.getName());
      }
    }
    return nodes;
  }

  private static Map<String, NodeDef> byName(String where, List<NodeDef> list) {
    Map<String, NodeDef> nodes = new HashMap<>();
    for (NodeDef node : list) {
      if (nodes.put(node.getName(), node) != null) {
        throw twice(where, node.getName());
      }
    }
    return nodes;
  }

  private static ModelLoadException twice(String where, String name) {
    return new ModelLoadException(
        "%s must use each name once, but uses %s twice".formatted(where, name));
  }

  /** The given nodes and all that runs before them. */
  Collection<NodeDef> upTo(Set<String> roots) {
    Map<String, NodeDef> found = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      String name = open.remove();
      NodeDef node = nodes.get(name);
      if (node != null && found.put(name, node) == null) {
        node.getInputList().forEach(input -> open.add(node(input)));
      }
    }
    return found.values();
  }

  /** The node of {@code node}, {@code node:1}, {@code node:output:1} or {@code ^node}. */
  static String node(String reference) {
    String name = reference.startsWith("^") ? reference.substring(1) : reference;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
