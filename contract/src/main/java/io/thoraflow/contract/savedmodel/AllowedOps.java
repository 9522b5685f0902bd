package io.thoraflow.contract.savedmodel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ops that a graph may hold. Everything else is refused, above all what reads or writes files
 * (WriteFile, ReadFile, PrintV2, ImmutableConst, tables made from files), opens connections or
 * calls into an interpreter (PyFunc).
 *
 * <p>The list holds what our own exports and those of Keras contain, and the arithmetic that other
 * image models are made of. An op of a prediction belongs here if its outputs depend on its inputs
 * alone.
 */
final class AllowedOps {
  private static final Set<String> ARITHMETIC =
      Set.of(
          "Abs",
          "Add",
          "AddN",
          "AddV2",
          "ArgMax",
          "ArgMin",
          "BatchMatMul",
          "BatchMatMulV2",
          "BatchMatMulV3",
          "Ceil",
          "ClipByValue",
          "Cos",
          "Cumsum",
          "Div",
          "DivNoNan",
          "Einsum",
          "Equal",
          "Erf",
          "Exp",
          "Expm1",
          "Floor",
          "FloorDiv",
          "FloorMod",
          "Greater",
          "GreaterEqual",
          "Inv",
          "IsFinite",
          "IsInf",
          "IsNan",
          "Less",
          "LessEqual",
          "Log",
          "Log1p",
          "LogicalAnd",
          "LogicalNot",
          "LogicalOr",
          "MatMul",
          "Max",
          "Maximum",
          "Mean",
          "Min",
          "Minimum",
          "Mod",
          "Mul",
          "MulNoNan",
          "Neg",
          "NotEqual",
          "Pow",
          "Prod",
          "RealDiv",
          "Reciprocal",
          "Rint",
          "Round",
          "Rsqrt",
          "RsqrtGrad",
          "Sigmoid",
          "Sign",
          "Sin",
          "Sqrt",
          "SqrtGrad",
          "Square",
          "SquaredDifference",
          "Sub",
          "Sum",
          "Tanh",
          "TanhGrad",
          "TruncateDiv",
          "TruncateMod",
          "Xdivy",
          "Xlogy",
          "SigmoidGrad",
          "InvGrad",
          "ReciprocalGrad",
          "All",
          "Any");

  private static final Set<String> LAYERS =
      Set.of(
          "AvgPool",
          "AvgPoolGrad",
          "BiasAdd",
          "BiasAddGrad",
          "Conv2D",
          "Conv2DBackpropFilter",
          "Conv2DBackpropInput",
          "DepthwiseConv2dNative",
          "DepthwiseConv2dNativeBackpropInput",
          "Elu",
          "EluGrad",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3",
          "FusedBatchNormGradV3",
          "L2Loss",
          "LRN",
          "LeakyRelu",
          "LeakyReluGrad",
          "LogSoftmax",
          "MaxPool",
          "MaxPoolGrad",
          "MaxPoolV2",
          "MaxPoolGradV2",
          "Relu",
          "Relu6",
          "Relu6Grad",
          "ReluGrad",
          "ResizeArea",
          "ResizeBilinear",
          "ResizeBilinearGrad",
          "ResizeNearestNeighbor",
          "ResizeNearestNeighborGrad",
          "Selu",
          "SeluGrad",
          "Softmax",
          "SoftmaxCrossEntropyWithLogits",
          "Softplus",
          "Softsign",
          "_FusedConv2D",
          "_FusedMatMul");

  private static final Set<String> SHAPES =
      Set.of(
          "BroadcastArgs",
          "BroadcastGradientArgs",
          "BroadcastTo",
          "Bitcast",
          "Cast",
          "Concat",
          "ConcatOffset",
          "ConcatV2",
          "Const",
          "DynamicStitch",
          "EnsureShape",
          "ExpandDims",
          "Fill",
          "Gather",
          "GatherNd",
          "GatherV2",
          "HostConst",
          "Identity",
          "IdentityN",
          "InvertPermutation",
          "LinSpace",
          "MirrorPad",
          "MirrorPadGrad",
          "NoOp",
          "OneHot",
          "OnesLike",
          "Pack",
          "Pad",
          "PadV2",
          "Placeholder",
          "PlaceholderWithDefault",
          "PreventGradient",
          "Range",
          "Rank",
          "Reshape",
          "Reverse",
          "ReverseV2",
          "ScatterNd",
          "Select",
          "SelectV2",
          "Shape",
          "ShapeN",
          "Size",
          "Slice",
          "Snapshot",
          "Split",
          "SplitV",
          "Squeeze",
          "StopGradient",
          "StridedSlice",
          "StridedSliceGrad",
          "Tile",
          "TopK",
          "TopKV2",
          "Transpose",
          "Unpack",
          "Where",
          "ZerosLike");

  /** Calls of the model's own functions, all of which are judged. */
  private static final Set<String> CALLS =
      Set.of(
          "Case",
          "Enter",
          "Exit",
          "If",
          "LoopCond",
          "Merge",
          "NextIteration",
          "PartitionedCall",
          "StatefulPartitionedCall",
          "StatelessCase",
          "StatelessIf",
          "StatelessWhile",
          "Switch",
          "While");

  private static final Set<String> VARIABLES =
      Set.of(
          "DisableCopyOnRead",
          "ReadVariableOp",
          "ResourceGather",
          "VarHandleOp",
          "VarIsInitializedOp",
          "Variable",
          "VariableShape",
          "VariableV2");

  private static final Set<String> ASSIGNING =
      Set.of("Assign", "AssignVariableOp", "IsVariableInitialized");

  /** Of a checkpoint whose name {@link CheckpointPrefix} traces. */
  private static final Set<String> RESTORING = Set.of("RestoreV2");

  /** What exporters leave in a graph for those who train on. Nobody here ever runs it. */
  private static final Set<String> SAVING =
      Set.of(
          "MergeV2Checkpoints", "SaveV2", "ShardedFilename", "StaticRegexFullMatch", "StringJoin");

  /** The same, of a model that was saved with its training: they change variables alone. */
  private static final Set<String> TRAINING =
      Set.of(
          "ApplyAdam",
          "ApplyGradientDescent",
          "ApplyMomentum",
          "AssignAddVariableOp",
          "AssignSubVariableOp",
          "RandomStandardNormal",
          "RandomUniform",
          "ResourceApplyAdam",
          "ResourceApplyGradientDescent",
          "ResourceApplyKerasMomentum",
          "ResourceApplyMomentum",
          "StatelessRandomGetAlg",
          "StatelessRandomGetKeyCounter",
          "StatelessRandomNormalV2",
          "StatelessRandomUniformV2",
          "TruncatedNormal");

  private static final Map<String, Use> USES = uses();

  private AllowedOps() {}

  private static Map<String, Use> uses() {
    Map<String, Use> uses = new HashMap<>();
    for (Set<String> ops : List.of(ARITHMETIC, LAYERS, SHAPES, CALLS, VARIABLES)) {
      ops.forEach(op -> uses.put(op, Use.PREDICTING));
    }
    ASSIGNING.forEach(op -> uses.put(op, Use.ASSIGNING));
    RESTORING.forEach(op -> uses.put(op, Use.RESTORING));
    SAVING.forEach(op -> uses.put(op, Use.NEVER));
    TRAINING.forEach(op -> uses.put(op, Use.NEVER));
    return Map.copyOf(uses);
  }

  /** What an op is for; empty for one that no graph may hold. */
  static Optional<Use> use(String op) {
    return Optional.ofNullable(USES.get(op));
  }

  /** Whether an op is a variable, or reads one: import reads every variable of a model. */
  static boolean isVariable(String op) {
    return VARIABLES.contains(op);
  }
}
