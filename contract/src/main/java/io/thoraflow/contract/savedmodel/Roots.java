package io.thoraflow.contract.savedmodel;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** From where a graph is run: signatures and collections. */
final class Roots {
  // Field numbers of a map's entry, CollectionDef, NodeList, SignatureDef and TensorInfo.
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int NODE_LIST = 1;
  private static final int OUTPUTS = 2;
  private static final int TENSOR_NAME = 1;
  private static final int SPARSE = 4;
  private static final int COMPOSITE = 5;
  private static final int COMPONENT = 2;

  /** The signature that TensorFlow runs when it loads a model. */
  private static final String INIT_SIGNATURE = "__saved_model_init_op";

  private Roots() {}

  /** The node list of a collection's entry. */
  static void readTexts(ByteBuffer entry, int depth, Set<String> roots) {
    Wire.walk(
        entry,
        depth,
        (number, bytes) -> {
          if (number == ENTRY_VALUE) {
            Wire.walk(
                bytes,
                depth + 1,
                (kind, list) -> {
                  if (kind == NODE_LIST) {
                    readTensor(list, depth + 2, roots);
                  }
                });
          }
        });
  }

  static void readSignature(ByteBuffer entry, Set<String> predicting, Set<String> loading) {
    Set<String> keys = new LinkedHashSet<>();
    Set<String> outputs = new LinkedHashSet<>();
    Wire.walk(
        entry,
        2,
        (number, bytes) -> {
          if (number == ENTRY_KEY) {
            keys.add(Wire.text(bytes));
          } else if (number == ENTRY_VALUE) {
            Wire.walk(
                bytes,
                3,
                (field, output) -> {
                  if (field == OUTPUTS) {
                    readOutput(output, outputs);
                  }
                });
          }
        });
    (keys.contains(INIT_SIGNATURE) ? loading : predicting).addAll(outputs);
  }

  private static void readOutput(ByteBuffer entry, Set<String> roots) {
    Wire.walk(
        entry,
        4,
        (number, bytes) -> {
          if (number == ENTRY_VALUE) {
            readTensor(bytes, 5, roots);
          }
        });
  }

  /** A tensor's name, or those of its parts; a list of names has the same form. */
  private static void readTensor(ByteBuffer tensor, int depth, Set<String> roots) {
    Wire.walk(
        tensor,
        depth,
        (number, bytes) -> {
          switch (number) {
            case TENSOR_NAME -> roots.add(Names.node(Wire.text(bytes)));
            case SPARSE -> readSparse(bytes, depth + 1, roots);
            case COMPOSITE -> readComposite(bytes, depth + 1, roots);
            default -> {}
          }
        });
  }

  private static void readSparse(ByteBuffer sparse, int depth, Set<String> roots) {
    Wire.walk(sparse, depth, (number, bytes) -> roots.add(Names.node(Wire.text(bytes))));
  }

  private static void readComposite(ByteBuffer composite, int depth, Set<String> roots) {
    Wire.walk(
        composite,
        depth,
        (number, bytes) -> {
          if (number == COMPONENT) {
            readTensor(bytes, depth + 1, roots);
          }
        });
  }
}
