package io.thoraflow.contract.savedmodel;

import com.google.protobuf.ByteString;
import io.thoraflow.contract.model.ModelLoadException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** What every node and every function may be and say, whether anything reaches it or not. */
final class NodeRules {
  /** A device of the process that loads the graph, by its full name or a part of it. */
  private static final Pattern LOCAL_DEVICE =
      Pattern.compile(
          "(/job:localhost)?(/replica:0)?(/task:0)?(/(device:)?(CPU|GPU|cpu|gpu):(\\d{1,3}|\\*))?");

  /** Tensors of these types are no numbers: they name objects, or bring some of their own. */
  private static final Set<DataType> OBJECTS = Set.of(DataType.DT_RESOURCE, DataType.DT_VARIANT);

  private final Set<String> functions;

  /**
   * @param functions names of those in the library: only they may be called
   */
  NodeRules(Set<String> functions) {
    this.functions = functions;
  }

  /**
   * @param where the nodes stand, for people
   * @throws ModelLoadException naming what is not allowed
   */
  void verify(String where, Iterable<NodeDef> nodes) {
    Set<String> refused = new TreeSet<>();
    for (NodeDef node : nodes) {
      if (AllowedOps.use(node.getOp()).isEmpty()) {
        refused.add(node.getOp());
      }
    }
    if (!refused.isEmpty()) {
      throw new ModelLoadException(
          "%s holds the op%s %s, which a model may not run; models are data, never code"
              .formatted(where, refused.size() == 1 ? "" : "s", String.join(", ", refused)));
    }
    for (NodeDef node : nodes) {
      String name = "node %s of %s".formatted(node.getName(), where);
      if (!LOCAL_DEVICE.matcher(node.getDevice()).matches()) {
        throw new ModelLoadException(
            "%s must be placed on a CPU or GPU of this process, but is placed on '%s'"
                .formatted(name, node.getDevice()));
      }
      verify(name, node.getAttrMap(), AllowedAttributes::ofNodes);
    }
  }

  void verify(FunctionDef function) {
    String where = "function " + function.getSignature().getName();
    verify(where, NamedGraph.nodesOf(function).values());
    verify(where, function.getAttrMap(), AllowedAttributes::ofFunctions);
    for (FunctionDef.ArgAttrs argument : function.getArgAttrMap().values()) {
      verify(where, argument.getAttrMap(), AllowedAttributes::ofFunctions);
    }
  }

  private void verify(String where, Map<String, AttrValue> attributes, Predicate<String> allowed) {
    attributes.forEach(
        (name, value) -> {
          if (!allowed.test(name)) {
            throw new ModelLoadException(
                "%s has the attribute %s, which may decide what runs; models are data, never code"
                    .formatted(where, name));
          }
          verify("%s has the attribute %s, which must".formatted(where, name), name, value);
        });
  }

  private void verify(String what, String name, AttrValue value) {
    if (AllowedAttributes.isOfCalls(name)) {
      require(
          value.equals(AttrValue.newBuilder().setS(ByteString.EMPTY).build()),
          what,
          "be empty: import the model again with ./thoraflow model import");
    }
    if (AllowedAttributes.mustBeOff(name)) {
      require(value.equals(AttrValue.newBuilder().setB(false).build()), what, "be false");
    }
    switch (value.getValueCase()) {
      case PLACEHOLDER -> require(false, what, "have a value of its own, but has its caller's");
      case FUNC -> verifyCalled(what, name, value.getFunc());
      case TENSOR -> verifyTensor(what, value.getTensor());
      case LIST -> {
        value.getList().getFuncList().forEach(called -> verifyCalled(what, name, called));
        value.getList().getTensorList().forEach(tensor -> verifyTensor(what, tensor));
      }
      default -> {}
    }
  }

  private void verifyCalled(String what, String name, NameAttrList called) {
    require(AllowedAttributes.mayHoldFunctions(name), what, "hold no function, but holds one");
    require(
        functions.contains(called.getName()),
        what,
        "name a function of the model's library, but names '%s'".formatted(called.getName()));
    verify("the call of " + called.getName(), called.getAttrMap(), AllowedAttributes::ofFunctions);
  }

  private static void verifyTensor(String what, TensorProto tensor) {
    require(
        !OBJECTS.contains(tensor.getDtype())
            && tensor.getVariantValCount() == 0
            && tensor.getResourceHandleValCount() == 0,
        what,
        "hold numbers or texts, but holds objects (%s)".formatted(tensor.getDtype()));
  }

  private static void require(boolean right, String what, String needed) {
    if (!right) {
      throw new ModelLoadException(what + " " + needed);
    }
  }

  /** The functions that a node is given to call. */
  static List<String> calledBy(NodeDef node) {
    return node.getAttrMap().values().stream()
        .flatMap(
            value ->
                value.hasFunc()
                    ? List.of(value.getFunc()).stream()
                    : value.getList().getFuncList().stream())
        .map(NameAttrList::getName)
        .toList();
  }
}
