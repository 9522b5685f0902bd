package io.thoraflow.contract.savedmodel;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.thoraflow.contract.model.ModelLoadException;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.SavedModel;

/**
 * What a call of a function says of the session that the function runs in. It can switch on
 * whatever rewrites a graph, over the head of the session that was asked for; so a published graph
 * says nothing.
 */
final class CallSettings {
  private static final Set<String> EXECUTORS = Set.of("", "DEFAULT", "SINGLE_THREADED_EXECUTOR");

  private CallSettings() {}

  /**
   * @return the model with empty settings, and without gradients, which nothing asks for
   * @throws ModelLoadException if a setting is more than what every export of Keras carries: counts
   *     of devices and threads, the GPU's memory, soft placement
   */
  static SavedModel cleared(SavedModel model) {
    SavedModel.Builder cleared = model.toBuilder();
    for (MetaGraphDef.Builder meta : cleared.getMetaGraphsBuilderList()) {
      if (!meta.hasGraphDef()) {
        continue;
      }
      GraphDef.Builder graph = meta.getGraphDefBuilder();
      for (int i = 0; i < graph.getNodeCount(); i++) {
        if (hasSettings(graph.getNode(i))) {
          clear("the graph", graph.getNodeBuilder(i));
        }
      }
      if (graph.hasLibrary()) {
        clear(graph.getLibraryBuilder());
      }
    }
    return cleared.build();
  }

  private static void clear(FunctionDefLibrary.Builder library) {
    library.clearGradient().clearRegisteredGradients();
    for (FunctionDef.Builder function : library.getFunctionBuilderList()) {
      String where = "function " + function.getSignature().getName();
      for (int i = 0; i < function.getNodeDefCount(); i++) {
        if (hasSettings(function.getNodeDef(i))) {
          clear(where, function.getNodeDefBuilder(i));
        }
      }
    }
  }

  private static boolean hasSettings(NodeDef node) {
    return node.getAttrMap().keySet().stream().anyMatch(AllowedAttributes::isOfCalls);
  }

  private static void clear(String where, NodeDef.Builder node) {
    for (String name : Set.copyOf(node.getAttrMap().keySet())) {
      if (AllowedAttributes.isOfCalls(name)) {
        verify("node %s of %s".formatted(node.getName(), where), name, node.getAttrOrThrow(name));
        node.putAttr(name, AttrValue.newBuilder().setS(ByteString.EMPTY).build());
      }
    }
  }

  private static void verify(String where, String name, AttrValue value) {
    boolean harmless;
    try {
      harmless = value.getValueCase() == AttrValue.ValueCase.S && isHarmless(name, value.getS());
    } catch (InvalidProtocolBufferException e) {
      throw new ModelLoadException(
          "%s has the setting %s, which cannot be read".formatted(where, name), e);
    }
    if (!harmless) {
      throw new ModelLoadException(
          ("%s has the setting %s, which may switch on what rewrites the graph: it must hold no"
                  + " more than counts of devices and threads, the GPU's memory and soft placement")
              .formatted(where, name));
    }
  }

  private static boolean isHarmless(String name, ByteString value)
      throws InvalidProtocolBufferException {
    return switch (name) {
      case "config_proto" -> isHarmless(ConfigProto.parseFrom(value));
      case "config" -> saysNothing(RewriterConfig.parseFrom(value));
      default -> EXECUTORS.contains(value.toStringUtf8());
    };
  }

  private static boolean isHarmless(ConfigProto config) {
    return saysNothing(
        config.toBuilder()
            .clearDeviceCount()
            .clearAllowSoftPlacement()
            .clearIntraOpParallelismThreads()
            .clearInterOpParallelismThreads()
            .clearUsePerSessionThreads()
            .setGpuOptions(withoutMemory(config.getGpuOptions()))
            .setPluggableDeviceOptions(withoutMemory(config.getPluggableDeviceOptions()))
            .build());
  }

  private static GPUOptions withoutMemory(GPUOptions options) {
    return options.toBuilder()
        .clearAllowGrowth()
        .clearPerProcessGpuMemoryFraction()
        .clearVisibleDeviceList()
        .build();
  }

  /** Whether nothing is set in a message but messages in which nothing is set. */
  private static boolean saysNothing(Message message) {
    return message.getUnknownFields().asMap().isEmpty()
        && message.getAllFields().values().stream()
            .allMatch(value -> value instanceof Message part && saysNothing(part));
  }
}
