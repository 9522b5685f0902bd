package io.thoraflow.contract.savedmodel;

import io.thoraflow.contract.model.ModelLoadException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * When each node can run. A prediction restores nothing, and nothing that can run saves or trains:
 * neither what a signature reaches, nor a collection, nor loading, nor a variable, which import
 * reads.
 */
final class Uses {
  private static final String INIT_SIGNATURE = "__saved_model_init_op";

  /** Collections that TensorFlow takes the init op from. */
  private static final Set<String> INIT_COLLECTIONS =
      Set.of("saved_model_main_op", "legacy_init_op");

  private final NamedGraph graph;
  private final Map<String, Use> functions = new HashMap<>();

  private Uses(NamedGraph graph) {
    this.graph = graph;
  }

  /**
   * @throws ModelLoadException naming what runs too early
   */
  static void verify(NamedGraph graph) {
    Uses uses = new Uses(graph);
    uses.judgeFunctions();
    Set<String> variables = new LinkedHashSet<>();
    graph
        .nodes()
        .forEach(
            (name, node) -> {
              if (AllowedOps.isVariable(node.getOp())) {
                variables.add(name);
              }
            });
    uses.verify("a variable", variables, Use.PREDICTING);
    graph.meta().getSignatureDefMap().forEach(uses::verifySignature);
    graph.meta().getCollectionDefMap().forEach(uses::verifyCollection);
    String restore = NamedGraph.node(graph.meta().getSaverDef().getRestoreOpName());
    uses.verify("loading", Set.of(restore), Use.RESTORING);
  }

  private void verifySignature(String key, SignatureDef signature) {
    Set<String> roots = new LinkedHashSet<>();
    signature.getOutputsMap().values().forEach(output -> collect(output, roots));
    verify("signature " + key, roots, key.equals(INIT_SIGNATURE) ? Use.ASSIGNING : Use.PREDICTING);
  }

  private static void collect(TensorInfo tensor, Set<String> roots) {
    roots.add(NamedGraph.node(tensor.getName()));
    TensorInfo.CooSparse sparse = tensor.getCooSparse();
    roots.add(NamedGraph.node(sparse.getValuesTensorName()));
    roots.add(NamedGraph.node(sparse.getIndicesTensorName()));
    roots.add(NamedGraph.node(sparse.getDenseShapeTensorName()));
    tensor.getCompositeTensor().getComponentsList().forEach(part -> collect(part, roots));
  }

  private void verifyCollection(String key, CollectionDef collection) {
    Set<String> roots = new LinkedHashSet<>();
    collection.getNodeList().getValueList().forEach(name -> roots.add(NamedGraph.node(name)));
    verify(
        "collection " + key,
        roots,
        INIT_COLLECTIONS.contains(key) ? Use.ASSIGNING : Use.PREDICTING);
  }

  private void verify(String from, Set<String> roots, Use most) {
    for (NodeDef node : graph.upTo(roots)) {
      if (use(node).compareTo(most) > 0) {
        throw new ModelLoadException(
            "%s reaches node %s (%s), which only %s may run"
                .formatted(
                    from,
                    node.getName(),
                    node.getOp(),
                    use(node) == Use.NEVER ? "saving or training" : "loading"));
      }
    }
  }

  private Use use(NodeDef node) {
    Use use = own(node);
    for (String called : NodeRules.calledBy(node)) {
      use = use.orMore(functions.getOrDefault(called, Use.NEVER));
    }
    return use;
  }

  private static Use own(NodeDef node) {
    return AllowedOps.use(node.getOp()).orElse(Use.NEVER);
  }

  /** A function is used as its ops are, and as the functions are that it calls. */
  private void judgeFunctions() {
    Map<String, List<String>> callers = new HashMap<>();
    graph
        .functions()
        .forEach(
            (name, function) -> {
              functions.put(name, own(function));
              for (NodeDef node : function.getNodeDefList()) {
                NodeRules.calledBy(node)
                    .forEach(
                        called ->
                            callers.computeIfAbsent(called, key -> new ArrayList<>()).add(name));
              }
            });
    Deque<String> open = new ArrayDeque<>(functions.keySet());
    while (!open.isEmpty()) {
      String called = open.remove();
      Use use = functions.get(called);
      for (String caller : callers.getOrDefault(called, List.of())) {
        Use before = functions.get(caller);
        if (use.compareTo(before) > 0) {
          functions.put(caller, use);
          open.add(caller);
        }
      }
    }
  }

  private static Use own(FunctionDef function) {
    return function.getNodeDefList().stream().map(Uses::own).reduce(Use.PREDICTING, Use::orMore);
  }
}
